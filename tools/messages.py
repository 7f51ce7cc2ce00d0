"""The English catalogue: collect what is said in Thai, fill in translations, compile. Needs Debian's gettext.

tools/messages.py                collect, and say what is not translated
tools/messages.py --missing      write what is not translated as JSON to standard output
tools/messages.py --fill FILE    take translations from JSON {thai: english} (or [one, many] for plurals), and compile
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "src/khet/locale/en/LC_MESSAGES/django.po"
Entry = dict[str, str]
THAI = re.compile("[\u0e00-\u0e7f]")
# makemessages, which also takes the sentences of Refused("…"): they are translated where they are read.
MAKE = """
import django
from django.core.management import call_command
from django.core.management.commands.makemessages import Command

django.setup()
Command.xgettext_options = [*Command.xgettext_options, "--keyword=Refused", "--keyword=refuse_unless:2"]
call_command(Command(), locale=["en"], no_location=True, no_obsolete=True)
"""


def collect() -> None:
    """makemessages in a place of its own, so that its helper files never lie in the tree."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "khet"
        shutil.copytree(ROOT / "src/khet", copy, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        environment = {**os.environ, "PYTHONPATH": folder, "KHET_HOME": f"{folder}/home"}
        command = [sys.executable, "-P", "-c", MAKE]
        subprocess.run(command, cwd=folder, env={**environment, "DJANGO_SETTINGS_MODULE": "khet.settings"}, check=True)
        found = (copy / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    CATALOGUE.write_text(without_codes(found), encoding="utf-8")


def without_codes(text: str) -> str:
    """Without what is no sentence but a code or a name that stands where a sentence may stand."""
    lines = text.splitlines()
    for start, end, parts in reversed(entries(text)):
        if not THAI.search(parts["msgid"]) and not parts.get("msgstr", ""):
            above = start
            while above and lines[above - 1].startswith("#"):
                above -= 1
            del lines[above : end + 1]
    return "\n".join(lines).rstrip() + "\n"


def unquoted(lines: list[str]) -> str:
    return "".join(json.loads(line) for line in lines)


def entries(text: str) -> list[tuple[int, int, dict[str, str]]]:
    """(first line, line after the last, {msgid, msgid_plural, msgstr, msgstr[0], …}) of every message but the head."""
    lines, found = text.splitlines(), []
    at = 0
    while at < len(lines):
        if not lines[at].startswith("msgid "):
            at += 1
            continue
        start, parts, key = at, {}, ""
        while at < len(lines) and lines[at].strip() and not lines[at].startswith("#"):
            if not lines[at].startswith('"'):
                key, _, rest = lines[at].partition(" ")
                parts[key] = [rest]
            else:
                parts[key].append(lines[at])
            at += 1
        found.append((start, at, {name: unquoted(rows) for name, rows in parts.items()}))
    return [entry for entry in found if entry[2]["msgid"]]


def missing() -> dict[str, str]:
    """Thai → its plural form ("" when it has none), for all without an English text."""
    text = CATALOGUE.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        parts["msgid"]: parts.get("msgid_plural", "")
        for start, _end, parts in entries(text)
        if guessed(lines, start) or not parts.get("msgstr", parts.get("msgstr[0]", ""))
    }


def guessed(lines: list[str], start: int) -> bool:
    """makemessages took the text of a lookalike: no translation until somebody wrote it."""
    above = start - 1
    while above >= 0 and lines[above].startswith("#"):
        if lines[above].startswith("#,") and "fuzzy" in lines[above]:
            return True
        above -= 1
    return False


def fill(translations: dict[str, str | list[str]]) -> None:
    """Put translations in, taking off the doubt that makemessages casts on lookalikes."""
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    for start, end, parts in reversed(entries("\n".join(lines))):
        english = translations.get(parts["msgid"])
        if not english:
            continue
        one, many = (english, english) if isinstance(english, str) else (english[0], english[-1])
        new = [f"msgid {quoted(parts['msgid'])}"]
        if "msgid_plural" in parts:
            new += [
                f"msgid_plural {quoted(parts['msgid_plural'])}",
                f"msgstr[0] {quoted(one)}",
                f"msgstr[1] {quoted(many)}",
            ]
        else:
            new += [f"msgstr {quoted(one)}"]
        lines[start:end] = new
        above = start - 1
        while above >= 0 and lines[above].startswith(("#,", "#|")):
            lines[above] = lines[above].replace(", fuzzy", "") if lines[above].startswith("#,") else "#|"
            above -= 1
    kept = [line for line in lines if line not in ("#|", "#") and not line.startswith("#|")]
    CATALOGUE.write_text("\n".join(kept) + "\n", encoding="utf-8")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compile_() -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", CATALOGUE.with_suffix(".mo"), CATALOGUE], check=True)


def main(argv: list[str]) -> int:
    if argv[:1] == ["--fill"]:
        fill(json.loads(Path(argv[1]).read_text(encoding="utf-8")))
        compile_()
    elif argv[:1] == ["--missing"]:
        print(json.dumps(missing(), ensure_ascii=False, indent=0))
        return 0
    else:
        collect()
    print(f"{len(missing()):,} messages without an English text", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
