"""Lines of an `aliases` file changed by a program. Pure: every other line, comment and blank stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.errors import LibraryError
from index.speakers.aliases import MAX_BYTES, read_aliases, without_comment
from index.speakers.apply import folded, read_name
from index.speakers.labels import Name

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Rule:
    """`label` is `name`; `pattern`: the transcript it is about as its section names it, None for all."""

    label: str
    name: Name
    pattern: str | None = None

    def text(self) -> str:
        """The rule as a line. Raises LibraryError where no line can say it.

        >>> Rule("A=B", Name("Ode, Ben", "host")).text()
        '"A=B" = "Ode, Ben", host'
        """
        for label in (self.label, f'"{self.label}"'):
            line = f"{label} = {_name_text(self.name)}"
            if _rule_of(line) == (folded(self.label), self.name):
                return line
        raise LibraryError(
            f"{self.label!r} = {self.name.canonical!r} cannot be written into an aliases file. "
            "Leave quotation marks and line breaks out of it, or name the speaker in a YAML file beside the transcript"
        )


def with_rules(data: bytes, rules: Sequence[Rule]) -> bytes:
    """The file with these rules: a line about the same label in the same section is changed, else one is added.

    Raises LibraryError for a rule that no line can say, and where the file would become too large to be read.
    """
    lines = _LINE.findall(data.removeprefix(_BOM))
    for rule in rules:
        lines = _with_rule(lines, rule)
    text = (_BOM if data.startswith(_BOM) else b"") + b"".join(lines)
    if len(text) > MAX_BYTES:
        raise LibraryError(f"the aliases file would be larger than {MAX_BYTES // 1024} kB. Remove lines nobody needs")
    return text


def renamed_in(data: bytes, old: str, new: Name, *, keep: Callable[[str | None], bool]) -> bytes:
    """The file with `new` wherever a rule names `old` (its canonical name), in the sections that `keep` wants."""
    found = [
        Rule(
            section.labels[label], new if new.role or not name.role else Name(new.canonical, name.role), section.pattern
        )
        for section in read_aliases("aliases", data).sections
        if keep(section.pattern)
        for label, name in section.names.items()
        if name.canonical == old
    ]
    return with_rules(data, found)


def _name_text(name: Name) -> str:
    role = f", {name.role}" if name.role else ""
    plain = f"{name.canonical}{role}"
    return plain if read_name(plain) == name else f'"{name.canonical}"{role}'


def _rule_of(line: str) -> tuple[str, Name] | None:
    """The folded label and the name that a line says when it is read back; None where it says no one rule."""
    if len(line.splitlines()) != 1:
        return None
    sections = read_aliases("aliases", line.encode()).sections
    names = dict(sections[0].names) if len(sections) == 1 and sections[0].pattern is None else {}
    return next(iter(names.items())) if len(names) == 1 else None


def _with_rule(lines: list[bytes], rule: Rule) -> list[bytes]:
    text, wanted = rule.text(), folded(rule.label)
    spans = list(_sections(lines))
    changed = list(lines)
    found = False
    for pattern, first, end in spans:
        if not _is_same(pattern, rule.pattern):
            continue
        for place in range(first, end):
            meaning = _rule_of(_decoded(lines[place]).strip())
            if meaning is not None and meaning[0] == wanted:
                changed[place] = _rewritten(lines[place], text)
                found = True
    return changed if found else _inserted(lines, spans, rule, text)


def _sections(lines: Sequence[bytes]) -> Iterator[tuple[str | None, int, int]]:
    """(pattern, first line, line behind the last) of each section, what stands before the first one included."""
    pattern: str | None = None
    first = 0
    for place, line in enumerate(lines):
        opened = _opened(_decoded(line))
        if opened is not None:
            yield pattern, first, place
            pattern, first = opened, place + 1
    yield pattern, first, len(lines)


def _opened(line: str) -> str | None:
    """The pattern of the section that a line opens, as `read_aliases` takes it; None for another line."""
    probe = line.strip() + "\nprobe = Probe"
    sections = read_aliases("aliases", probe.encode("utf-8", "replace")).sections
    if sections and sections[0].pattern is not None:
        return sections[0].pattern
    # A line that begins a section nobody can understand: what stands under it says nothing.
    return None if sections else ""


def _is_same(pattern: str | None, other: str | None) -> bool:
    if pattern is None or other is None:
        return pattern is other
    return pattern == _opened(f"[{other}]")


def _rewritten(line: bytes, text: str) -> bytes:
    """The line with another rule, its indentation, comment and line end kept."""
    body, end = _split_end(line)
    comment = body[len(without_comment(body).rstrip()) :].rstrip()
    indent = body[: len(body) - len(body.lstrip())]
    return (indent + text + comment).encode() + end


def _inserted(lines: list[bytes], spans: Sequence[tuple[str | None, int, int]], rule: Rule, text: str) -> list[bytes]:
    newline = next((end for line in lines if (end := _split_end(line)[1])), b"\n")
    new = [text.encode() + newline]
    fitting = [span for span in spans if _is_same(span[0], rule.pattern)]
    if not fitting:
        place, header = len(lines), f"[{rule.pattern}]".encode() + newline
        new = [*([newline] if lines and lines[-1].strip() else []), header, *new]
    elif rule.pattern is not None or len(spans) == 1:
        _, first, behind = fitting[-1]
        place = max((n + 1 for n in range(first, behind) if lines[n].strip()), default=first)
    else:  # before the first section, whose own comments stand right above it
        _, first, behind = fitting[0]
        rules = [n + 1 for n in range(first, behind) if _rule_of(_decoded(lines[n]).strip())]
        place = rules[-1] if rules else 0
        new += [] if rules else [newline]
    before = list(lines[:place])
    if before and not _split_end(before[-1])[1]:
        before[-1] += newline
    return [*before, *new, *lines[place:]]


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return ""  # says nothing, and stays as it is


def _split_end(line: bytes) -> tuple[str, bytes]:
    body = line.rstrip(b"\r\n")
    return _decoded(body), line[len(body) :]
