"""
What keeps a text from being YAML, told as whoever wrote it would see it.

A parser notices a mistake where it can go no further, which is often lines behind it: a quote that
was never closed ends at the next one. So the mistake is looked for from there, backwards. The
parser's own words are never repeated: they may hold a secret from the file.
"""

import re

import yaml

from monitor.sources.signs import odd_sign_in_place

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, the same answers
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

__all__ = ["Loader", "NotYamlError", "translated"]

Words = tuple[str, str]
_KEY = r"\s*(?:-\s+)*[\w.-]+"
_KEY_AND_VALUE = re.compile(rf"{_KEY}:\s+\S")
_NO_BLANK = re.compile(rf"{_KEY}:[^\s:]")
_NO_COLON = re.compile(rf"{_KEY}\s*(?:#.*)?")
_NEW_ENTRY = re.compile(rf"\s*-\s|{_KEY}:(?:\s|$)")


class NotYamlError(Exception):
    """The text is not YAML. `line` counts from 1."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        self.line, self.message, self.hint = line, message, hint
        super().__init__(line, message, hint)


def translated(text: str, error: yaml.YAMLError) -> NotYamlError:
    """Say what is wrong, and in which line, instead of what the parser says."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        message = "holds a character that no text has"
        return NotYamlError(line, message, "remove control characters; save it as UTF-8")
    if not isinstance(error, yaml.MarkedYAMLError):
        return NotYamlError(0, "is not YAML", _LOOK)
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return NotYamlError(0, "is not YAML", _LOOK)
    return _Search(text, error, mark).fault()


class _Search:
    """The way back from where the parser stopped. Lines count from 0 here."""

    def __init__(self, text: str, error: yaml.MarkedYAMLError, mark: yaml.Mark) -> None:
        self.text, self.mark = text, mark
        self.lines = text.splitlines()
        self.said = f"{error.context or ''} {error.problem or ''}"
        self.began = error.context_mark.line if error.context_mark else mark.line

    def fault(self) -> NotYamlError:
        found = self._blanks() or self._quotes() or self._colon() or self._brackets()
        if found is None:
            known = (words for sign, words in _EXPLAINED.items() if sign in self.said)
            found = self.mark.line, next(known, ("is not YAML", _LOOK))
        line, words = found
        return NotYamlError(line + 1, *words)

    def _line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def _before(self) -> int:
        """Find the last line before that has anything but a remark on it."""
        number = self.mark.line - 1
        while number > 0 and self._line(number).strip()[:1] in ("", "#"):
            number -= 1
        return number

    def _blanks(self) -> tuple[int, Words] | None:
        """Look for tabs before the line, and for signs that only look like blanks near it."""
        written = self._line(self.mark.line)
        if "\t" in written[: len(written) - len(written.lstrip())]:
            return self.mark.line, ("is indented with a tab", "indent with blanks")
        for number in sorted({self._before(), self.began, self.mark.line}):
            if sign := odd_sign_in_place(self._line(number)):
                return number, (f"holds the sign {sign}, which is no blank to YAML", ORDINARY)
        return None

    def _quotes(self) -> tuple[int, Words] | None:
        """Look for a quote that was closed by the next one, or by nothing."""
        if "quoted scalar" in self.said:
            return (self.mark.line, ESCAPE) if "escape" in self.said else (self.began, _OPEN_QUOTE)
        quoted = _quoted_before(self.text, self.mark)
        if quoted is None:
            return None
        if quoted.start_mark.line < quoted.end_mark.line:
            return quoted.start_mark.line, _OPEN_QUOTE
        return self.mark.line, _BEHIND_QUOTE

    def _colon(self) -> tuple[int, Words] | None:
        """Look for a colon too many, or for the one that was missed before it."""
        written = self._line(self.mark.line)
        is_flow = "expected ','" in self.said
        if is_flow and written[self.mark.column : self.mark.column + 1] == ":":
            is_entry = _NEW_ENTRY.match(written) and self.began < self.mark.line
            return None if is_entry else (self.mark.line, _COLON_IN_BRACKETS)
        if "could not find expected ':'" in self.said:
            return self.began, _COLON_MISSING
        if not any(sign in self.said for sign in ("mapping values are not", "<document start>")):
            return None
        if _KEY_AND_VALUE.match(written[: self.mark.column]):
            return self.mark.line, _COLON
        before = self._before()
        if _NO_BLANK.match(self._line(before)):
            return before, _NO_BLANK_BEHIND
        if _NO_COLON.fullmatch(self._line(before)):
            return before, _COLON_MISSING
        return self.mark.line, _COLUMN

    def _brackets(self) -> tuple[int, Words] | None:
        """Look for a bracket that was still open when the next entry began, or the file ended."""
        if "expected ','" not in self.said:
            return None
        written = self._line(self.mark.line)
        is_next = not written.strip() or _NEW_ENTRY.match(written)
        return (self.began if is_next else self.mark.line), _OPEN_BRACKET


def _quoted_before(text: str, mark: yaml.Mark) -> yaml.ScalarToken | None:
    """Find the quoted value that ends right before where the parser stopped, on the same line."""
    found: yaml.Token | None = None
    scanner = Loader(text)
    try:
        while scanner.check_token():
            token = scanner.get_token()
            if token is None or token.start_mark.index >= mark.index:
                break
            if not isinstance(token, yaml.BlockEndToken):
                found = token
    except yaml.YAMLError:
        pass
    if not isinstance(found, yaml.ScalarToken) or found.style not in ("'", '"'):
        return None
    return found if found.end_mark.line == mark.line else None


ORDINARY = "write an ordinary blank in its place, everywhere: most come along with copied text"
_LOOK = "look at the indentation, colons and quotes of this line and the one before"
_QUOTE = "put the value in quotes"
_KEY_VALUE = "write  key: value  with a blank after the colon"
_ALIGN = "begin the keys of one entry, and its neighbours, in the same column"
_OPEN_QUOTE = ("opens a quote that is never closed", "close it, with the sign that opened it")
_BEHIND_QUOTE = (
    "has text behind a closing quote",
    "put a , or a line end there; a quote inside is '' within '...', and \\\" within \"...\"",
)
_COLON = ("has a colon and a blank inside a value", 'quote it, as in  name: "Dinas: Nomor"')
_COLON_IN_BRACKETS = (
    "has a colon and a blank inside a value, or lacks a comma",
    'quote it, as in  name: "Dinas: Nomor", or write the comma',
)
_NO_BLANK_BEHIND = ("lacks a blank behind the colon", _KEY_VALUE)
_COLON_MISSING = ("lacks a colon", _KEY_VALUE)
_COLUMN = ("begins in a column of its own", _ALIGN)
_OPEN_BRACKET = (
    "has a [ or { that is never closed, or lacks a comma",
    "close it on the same line",
)
TOO_DEEP = (
    "is nested too deeply",
    "a configuration needs a few levels only; look for stray brackets",
)
TWO_DOCUMENTS = ("holds more than one document (---)", "keep one; remove the second ---")
ALIAS = ("has a value that begins with * and is no alias of an anchor", _QUOTE)
ESCAPE = (
    "has a \\ in double quotes that stands for nothing",
    "use single quotes, or write the \\ twice",
)
_EXPLAINED = {
    "alias": ALIAS,
    "anchor": ("has a value that begins with & and is no anchor", _QUOTE),
    "tag": ("has a value that begins with !", _QUOTE),
    "directive": ("has a value that begins with %", _QUOTE),
    "cannot start any token": (
        "has a value that begins with a sign YAML keeps for itself (@ ` % or a tab)",
        "put the value in quotes; indent with blanks",
    ),
    "escape": ESCAPE,
    "flow": _OPEN_BRACKET,
    "expected '-'": _COLUMN,
    "expected key": _COLUMN,
}
