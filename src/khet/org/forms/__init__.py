"""What is typed about units and people."""

from khet.org.forms.directory import DayForm, DirectoryFilter, PeopleFilter

__all__ = ["DayForm", "DirectoryFilter", "PeopleFilter"]
