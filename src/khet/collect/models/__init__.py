"""Tables of collect: code lists, forms and their versions, rounds, submissions, cells."""

from khet.collect.models.cells import Cell, CellChange, CellNote, Saving
from khet.collect.models.codes import Code, CodeList
from khet.collect.models.drafts import DraftStep
from khet.collect.models.forms import Form, FormVersion
from khet.collect.models.records import RecordChange, RecordRow
from khet.collect.models.rounds import Round
from khet.collect.models.submissions import Snapshot, Submission, SubmissionMove

__all__ = [
    "Cell",
    "CellChange",
    "CellNote",
    "Code",
    "CodeList",
    "DraftStep",
    "Form",
    "FormVersion",
    "RecordChange",
    "RecordRow",
    "Round",
    "Saving",
    "Snapshot",
    "Submission",
    "SubmissionMove",
]
