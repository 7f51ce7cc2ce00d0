"""What the answers of web services mean for a message."""

from email.utils import parsedate_to_datetime

import httpx
from django.utils import timezone

from khet.notify.channels.message import SENT, Outcome, Result

TIMEOUT = httpx.Timeout(10.0, connect=5.0)


def judge(
    answer: httpx.Response,
    *,
    gone: frozenset[int],
    fault: frozenset[int],
    accepted: frozenset[int] = frozenset(),
) -> Result:
    """2xx is sent; 429 and 5xx come again; the sets name what this service says with the other codes."""
    code = answer.status_code
    if answer.is_success or code in accepted:
        return SENT
    error = f"HTTP {code} {answer.text[:200]}".strip()
    if code in gone:
        return Result(Outcome.GONE, error)
    if code == 429 or code >= 500:
        return Result(Outcome.RETRY, error, retry_after(answer.headers.get("Retry-After", "")))
    return Result(Outcome.RETRY if code in fault else Outcome.FAILED, error, fault=code in fault)


def retry_after(header: str) -> float | None:
    """Seconds of a Retry-After header, given as a number or as a date (RFC 9110, 10.2.3)."""
    if header.strip().isdigit():
        return float(header)
    try:
        return (parsedate_to_datetime(header) - timezone.now()).total_seconds()
    except (ValueError, TypeError):
        return None


def broken(error: Exception) -> Result:
    """The network failed before an answer came: the same service is not asked again in this batch."""
    return Result(Outcome.RETRY, f"{type(error).__name__}: {error}"[:300], fault=True)
