"""Tables of collect: code lists, forms and their versions, rounds, submissions, cells; pupils and their files."""

from khet.collect.models.cells import Cell, CellChange, CellNote, Saving
from khet.collect.models.codes import Code, CodeList
from khet.collect.models.drafts import DraftStep
from khet.collect.models.forms import Form, FormVersion
from khet.collect.models.growth import GrowthTable
from khet.collect.models.pupil_imports import ImportFinding, ImportFix, ImportRun
from khet.collect.models.pupil_moves import DuplicateCase, Roll, RollOver, SchoolCode, Transfer
from khet.collect.models.pupils import Enrolment, Measurement, Pupil, PupilEvent, PupilPersonal, PupilSensitive
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
    "DuplicateCase",
    "Enrolment",
    "Form",
    "FormVersion",
    "GrowthTable",
    "ImportFinding",
    "ImportFix",
    "ImportRun",
    "Measurement",
    "Pupil",
    "PupilEvent",
    "PupilPersonal",
    "PupilSensitive",
    "RecordChange",
    "RecordRow",
    "Roll",
    "RollOver",
    "Round",
    "Saving",
    "SchoolCode",
    "Snapshot",
    "Submission",
    "SubmissionMove",
    "Transfer",
]
