"""The small safe language of forms: what is shown, what is computed, what must hold. Bounded, and never raises."""

from khet.collect.expressions.compiling import Expression, compile, parse  # noqa: A004
from khet.collect.expressions.functions import FORMS_OF_READING, FUNCTIONS
from khet.collect.expressions.parsing import RESERVED
from khet.collect.expressions.tokens import LONGEST, ExpressionError
from khet.collect.expressions.values import Get, Value, number, plain, text, truth

__all__ = [
    "FORMS_OF_READING",
    "FUNCTIONS",
    "LONGEST",
    "RESERVED",
    "Expression",
    "ExpressionError",
    "Get",
    "Value",
    "compile",
    "number",
    "parse",
    "plain",
    "text",
    "truth",
]
