"""1,000,000 entries of the trail re-verified: how long, beside bare SHA-256 chaining of the same bytes."""

import datetime as dt
import hashlib
import json
import resource
import sys
import time

from bench.kit import (
    Figure,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    at_most,
    exactly,
    missing,
    postgresql_hub,
    reported,
    sqlite_hub,
)

TOTAL, CHAINS, DAYS, BATCH, LIMIT = 1_000_000, 67, 30, 2000, 60.0


def run(options: Options) -> Result:
    result, engines = Result("trail", ""), []
    for opened in options.engines(sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                engines.append(hub.engine)
                result.figures += _measure(hub, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: re-verified", "s", f"< {LIMIT:g}", str(error)))
    result.engine = ", ".join(engines)
    result.notes = [f"{CHAINS} chains, {DAYS} daily roots; verify in one process, by the service the command calls"]
    return result


def _measure(hub: Hub, options: Options) -> list[Figure]:
    hub.migrate("audit")
    total = options.scaled(TOTAL)
    hub.run("bench.trail", "fill", total, timeout=3600)
    found = json.loads(hub.run("bench.trail", "verify", timeout=3600))
    bare = float(hub.run("bench.trail", "bare", timeout=3600))
    broken = json.loads(hub.run("bench.trail", "tamper", timeout=3600))
    name = hub.engine.partition(" ")[0]
    return [
        exactly(f"{name}: entries re-verified", found["entries"], total, "entries"),
        at_most(f"{name}: re-verified in", found["seconds"], LIMIT, "s", f"bare SHA-256 of them: {bare:.1f} s"),
        exactly(f"{name}: broken entries", found["problems"], 0, "entries"),
        reported(f"{name}: peak memory of verify", found["memory"], "MB"),
        exactly(f"{name}: one altered row is found at its place", broken["problems"], 1, "entries"),
    ]


def fill(total: int) -> None:
    """Entries as a hub of 67 desks writes them in a month, made by the service's own functions."""
    from django.db import transaction

    from khet.audit.services import seal
    from khet.audit.services.parts import Part
    from khet.audit.services.writing import link, lock_head, prepare
    from khet.kernel.actor import Actor
    from khet.kernel.refs import Ref
    from khet.kernel.rows import insert

    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=DAYS)
    for chain in range(CHAINS):
        share = total // CHAINS + (1 if chain < total % CHAINS else 0)
        actor = Actor(desk_id=chain, person_id=chain, post_id=chain, person_name="นางสาวผู้ทดสอบ ระบบ", post_name="ธุรการ")
        with transaction.atomic():
            seq, previous = lock_head(chain)
        for first in range(0, share, BATCH):
            with transaction.atomic():
                entries = []
                for place in range(first, min(first + BATCH, share)):
                    number = Part(
                        actor, "numbers.taken", after={"series": "1/sent//2569", "first": place, "last": place}
                    )
                    part = Part(actor, "saraban.issued", Ref("saraban.letter", place), after={"state": "issued"})
                    part.parts.append(number)
                    entry = prepare(part).entry
                    at = start + dt.timedelta(days=DAYS) * place / share
                    link(entry, seq=seq + 1, previous=previous, at=at)
                    seq, previous = entry.seq, entry.hash
                    entries.append(entry)
                insert(entries)
    seal()


def verify() -> str:
    from khet.audit import services

    report = services.verify()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return json.dumps(
        {"entries": report.entries, "seconds": report.seconds, "problems": report.count, "memory": round(memory)}
    )


def bare() -> str:
    """The floor: the same texts, already in memory chunk by chunk, hashed one after the other."""
    from khet.audit import canonical
    from khet.audit.models import Entry

    seconds = 0.0
    rows = Entry.objects.order_by("chain", "seq").values_list(*canonical.FIELDS)
    chunk: list[bytes] = []
    for row in rows.iterator(chunk_size=5000):
        chunk.append(canonical.entry_text(row).encode())
        if len(chunk) == 5000:
            seconds += _chained(chunk)
            chunk.clear()
    return str(seconds + _chained(chunk))


def _chained(chunk: list[bytes]) -> float:
    started, previous = time.perf_counter(), ""
    for text in chunk:
        previous = hashlib.sha256(previous.encode() + text).hexdigest()
    return time.perf_counter() - started


def tamper() -> str:
    """One row altered behind the triggers, in the middle: verify must name it."""
    from khet.audit.models import Entry
    from khet.audit.services import verify as check
    from khet.audit.tests.door import triggers_aside

    victim = Entry.objects.order_by("-id")[Entry.objects.count() // 2]
    with triggers_aside():
        Entry.objects.filter(pk=victim.pk).update(person_name="ผู้อื่น")
    report = check()
    found = [(problem.kind, problem.entry_id) for problem in report.problems] == [("altered", victim.pk)]
    return json.dumps({"problems": report.count if found else -1})


if __name__ == "__main__":
    import django

    django.setup()
    verb = sys.argv[1]
    if verb == "fill":
        fill(int(sys.argv[2]))
    else:
        sys.stdout.write({"verify": verify, "bare": bare, "tamper": tamper}[verb]())
