"""What collect tells the floors below."""

from khet.collect import registrations_forms


def fill() -> None:
    registrations_forms.fill()
