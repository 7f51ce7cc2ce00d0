"""`./khet new <name> [label]`: a capability with every room, its place in the rail, its table and passing tests."""

import keyword
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCAFFOLD = Path(__file__).parent / "scaffold"
PACKAGES = ROOT / "src" / "khet"
CONTRACT = """
[importlinter:contract:tables-of-{name}]
name = The tables of {name} are its own
type = protected
protected_modules = khet.{name}.models
allowed_importers =
    khet.{name}
    khet.seed
ignore_imports =
    khet.**.tests.** -> khet.**
    khet.tests.** -> khet.**
unmatched_ignore_imports_alerting = none
"""


def refuse(name: str) -> str:
    """Why this name cannot be taken, "" when it can."""
    if not re.fullmatch(r"[a-z][a-z]{2,19}", name):
        return "ชื่อต้องเป็นอักษรอังกฤษตัวเล็ก 3–20 ตัว · three to twenty lower-case letters"
    if keyword.iskeyword(name) or name in sys.stdlib_module_names:
        return f"{name} เป็นคำของ Python · a word of Python's own"
    return f"มี src/khet/{name} อยู่แล้ว · exists already" if (PACKAGES / name).exists() else ""


def write(name: str, label: str) -> None:
    """Fill the scaffold's files with the names."""
    words = {"@name@": name, "@Name@": name.capitalize(), "@label@": label}
    for source in sorted(path for path in SCAFFOLD.rglob("*") if path.is_file()):
        inside = source.relative_to(SCAFFOLD).with_suffix("")
        if inside.parts[0] == "templates":
            inside = Path("templates", name, *inside.parts[1:])
        target = PACKAGES / name / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        target.write_text(text, encoding="utf-8")


def register(name: str) -> None:
    """Add the capability to the settings and to the contracts."""
    _edit(PACKAGES / "settings.py", r"^CAPABILITIES = \[(.*)\]$", rf'CAPABILITIES = [\1, "{name}"]')
    contracts = ROOT / ".importlinter"
    _edit(contracts, r"^    (saraban\b.*)$", rf"    \1 | {name}")
    _edit(contracts, r"^    khet\.saraban$", rf"    khet.saraban\n    khet.{name}")
    with contracts.open("a", encoding="utf-8") as file:
        file.write(CONTRACT.format(name=name))


def _edit(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if not count:
        sys.exit(f"{path}: ไม่พบที่สำหรับ · no place for {pattern}")
    path.write_text(text, encoding="utf-8")


def finish(name: str) -> None:
    """Its first migration, and its imports in the order that ruff wants."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "khet.settings_test"}
    environment.pop("KHET_HOME", None)
    for command in (
        ["khet", "makemigrations", "-v0", name],
        ["ruff", "check", "--select", "I", "--fix", "-q", f"src/khet/{name}"],
        ["ruff", "format", "-q", f"src/khet/{name}", "src/khet/settings.py"],
    ):
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=True)


def main(argv: list[str]) -> int:
    if not argv or argv[0].startswith("-"):
        sys.exit('./khet new <capability> ["ชื่อภาษาไทย"]')
    name, label = argv[0], argv[1] if len(argv) > 1 else argv[0]
    if why := refuse(name):
        sys.exit(why)
    write(name, label)
    register(name)
    finish(name)
    print(f"สร้าง src/khet/{name} แล้ว · created. ลอง · try: ./khet test src/khet/{name}")
    print("คำอังกฤษ · its English: tools/messages.py --missing, then --fill; อ่านต่อ · read on: docs/first-feature.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
