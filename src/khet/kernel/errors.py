"""Errors that a person may read."""


class Refused(Exception):  # noqa: N818  (it is an answer, not a fault)
    """A rule of the field says no; the message is a Thai sentence that says what to do next.

    code: a stable word for tests and interfaces. field: the form field to show it at, if one is to blame.
    """

    def __init__(self, message: str, *, code: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field
