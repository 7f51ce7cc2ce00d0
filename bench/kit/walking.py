"""Somebody who walks through the hub by its pages: reads the forms that stand there, fills them in, presses a button.

No page script runs, so what works here works without script too.
"""

import html
import http.client
import mimetypes
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

File = tuple[str, bytes]
"""Name and content."""
Typed = Mapping[str, str | Sequence[str]]
SIGN_IN = "/accounts/login/"
MOST_HOPS = 5
VOID_TYPES = {"submit", "button", "image", "reset", "file"}


class AnsweredError(RuntimeError):
    """A page that is not what the walker expected; the message holds what it said."""


@dataclass(slots=True)
class Form:
    """As the page has it. buttons: (name, value, words on it, action of its own)."""

    action: str
    method: str = "get"
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def option(self, name: str, words: str) -> str:
        """The value of the option that has these words. Raises AnsweredError when there is none."""
        for value, label in self.options.get(name, ()):
            if words in label:
                return value
        raise AnsweredError(f"no option {words!r} in {name}: {self.options.get(name)}")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer."""

    path: str
    status: int
    text: str
    forms: tuple[Form, ...]

    def form(self, words: str) -> tuple[Form, tuple[str, str, str, str]]:
        """The form with a button that says these words, and the button."""
        for form in self.forms:
            for button in form.buttons:
                if words in button[2]:
                    return form, button
        said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text))
        known = [button[2] for form in self.forms for button in form.buttons]
        raise AnsweredError(f"{self.path} ({self.status}) has no button {words!r}: {known}\n{said[:1500]}")


class Walker:
    """One browser: cookies, and the page it is at."""

    def __init__(self, port: int) -> None:
        self._door = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._port, self._cookies = port, SimpleCookie()
        self.page = Page("/", 0, "", ())

    def sign_in(self, name: str, password: str) -> "Walker":
        self._password = password
        self.go(SIGN_IN)
        form = next(form for form in self.page.forms if any(name == "login" for name, _value in form.fields))
        self._send(form, form.buttons[0], {"login": name, "password": password}, {})
        if self.page.path == SIGN_IN:
            raise AnsweredError(f"{name} was not let in")
        return self

    def go(self, path: str) -> Page:
        return self._ask("GET", path, b"", "")

    def press(self, words: str, typed: Typed | None = None, files: Mapping[str, File] | None = None) -> Page:
        """Fill in and press the button with these words. Proves who one is when asked to, then presses on."""
        form, button = self.page.form(words)
        self._send(form, button, typed or {}, files or {})
        if "/accounts/reauthenticate" in self.page.path:
            form = next(form for form in self.page.forms if any(name == "password" for name, _value in form.fields))
            self._send(form, form.buttons[0], {"password": self._password}, {})
        return self.page

    def send(self, form: Form, typed: Typed) -> Page:
        """A form of this page by its first button."""
        self._send(form, form.buttons[0], typed, {})
        return self.page

    def until(self, path: str, words: str, *, most: float = 30) -> Page:
        """Look again until the words stand there. Raises AnsweredError after so many seconds."""
        end = time.monotonic() + most
        while words not in self.go(path).text:
            if time.monotonic() > end:
                raise AnsweredError(f"{path} never said {words!r}")
            time.sleep(0.2)
        return self.page

    def _send(
        self,
        form: Form,
        button: tuple[str, str, str, str],
        typed: Typed,
        files: Mapping[str, File],
    ) -> Page:
        pairs = [(name, value) for name, value in form.fields if name not in typed and name not in files]
        for name, value in typed.items():
            pairs += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        if button[0]:
            pairs.append((button[0], button[1]))
        action = urljoin(self.page.path, button[3] or form.action or self.page.path)
        if form.method == "get":
            return self.go(f"{urlsplit(action).path}?{urlencode(pairs)}")
        if files:
            body, kind = _multipart(pairs, files)
        else:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        return self._ask("POST", action, body, kind)

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Page:
        for _hop in range(MOST_HOPS):
            headers = {"Cookie": "; ".join(f"{key}={each.value}" for key, each in self._cookies.items())}
            if method == "POST":
                headers |= {"Content-Type": kind, "Referer": f"http://127.0.0.1:{self._port}{self.page.path}"}
            self._door.request(method, path, body=body or None, headers=headers)
            answer = self._door.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie") or []:
                self._cookies.load(line)
            if answer.status not in (301, 302, 303):
                text = content.decode(errors="replace")
                self.page = Page(path, answer.status, text, tuple(_forms(text)))
                return self.page
            where = urlsplit(urljoin(path, answer.headers["Location"]))
            method, body, path = "GET", b"", where.path + (f"?{where.query}" if where.query else "")
        raise AnsweredError(f"{path} goes round in a circle")


def _multipart(pairs: list[tuple[str, str]], files: Mapping[str, File]) -> tuple[bytes, str]:
    mark = secrets.token_hex(16)
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
    body = "".join(parts).encode()
    for name, (shown, content) in files.items():
        kind = mimetypes.guess_type(shown)[0] or "application/octet-stream"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
        body += f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _forms(text: str) -> list[Form]:
    reader = _Reader()
    reader.feed(text)
    return [*reader.forms.values(), *reader.nameless]


class _Reader(HTMLParser):
    """Forms of a page, with controls that name their form from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.nameless: list[Form] = []
        self._inside: Form | None = None
        self._button: tuple[Form, dict[str, str]] | None = None
        self._select: tuple[Form, str, bool] | None = None
        self._area: tuple[Form, str] | None = None
        self._option: dict[str, str] | None = None
        self._chosen: list[str] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value if value is not None else name for name, value in attrs}
        if tag == "form":
            self._inside = self._form(told.get("id", ""))
            self._inside.action = told.get("action", "")
            self._inside.method = told.get("method", "get").lower()
        elif tag in {"input", "button", "select", "textarea"}:
            form = self._form(told["form"]) if "form" in told else self._inside
            if form is not None and "disabled" not in told:
                self._control(form, tag, told)
        elif tag == "option" and self._select:
            self._end_option()
            self._option, self._words = told, ""

    def _form(self, name: str) -> Form:
        if name:
            return self.forms.setdefault(name, Form("", id=name))
        self.nameless.append(Form(""))
        return self.nameless[-1]

    def _control(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "text")
        if tag == "button":
            self._button, self._words = (form, told), ""
        elif tag == "select":
            self._select, self._chosen = (form, name, "multiple" in told), []
            form.options[name] = []
        elif tag == "textarea":
            self._area, self._words = (form, name), ""
        elif kind == "submit":
            form.buttons.append((name, told.get("value", ""), told.get("value", ""), told.get("formaction", "")))
        elif name and kind in {"checkbox", "radio"}:
            form.options.setdefault(name, []).append((told.get("value", "on"), told.get("value", "on")))
            if "checked" in told:
                form.fields.append((name, told.get("value", "on")))
        elif name and kind not in VOID_TYPES:
            form.fields.append((name, told.get("value", "")))

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif tag == "button" and self._button:
            form, told = self._button
            words = " ".join(html.unescape(self._words).split())
            if told.get("type", "submit") == "submit":
                form.buttons.append((told.get("name", ""), told.get("value", ""), words, told.get("formaction", "")))
            self._button = None
        elif tag == "select" and self._select:
            self._end_option()
            form, name, many = self._select
            if not self._chosen and not many and form.options[name]:
                self._chosen = [form.options[name][0][0]]
            form.fields += [(name, value) for value in self._chosen]
            self._select = None
        elif tag == "textarea" and self._area:
            self._area[0].fields.append((self._area[1], self._words.lstrip("\n")))
            self._area = None
        elif tag == "option":
            self._end_option()

    def _end_option(self) -> None:
        if self._option is None or self._select is None:
            return
        form, name, _many = self._select
        value = self._option.get("value", self._words.strip())
        form.options[name].append((value, " ".join(self._words.split())))
        if "selected" in self._option:
            self._chosen.append(value)
        self._option = None
