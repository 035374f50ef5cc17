"""An overview as Markdown: each line with who said it and the link to its turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.export.footnotes import plain

HEADINGS = {
    "points": "Main points",
    "decisions": "Decisions",
    "actions": "Actions",
    "questions": "Questions nobody answered",
    "names": "Names",
    "numbers": "Numbers",
}


def export(values: Mapping[str, Any]) -> str:
    """The overview that `overview --json` prints, as Markdown; transcript text is escaped."""
    listed = values["transcripts"]
    one = listed[0] if len(listed) == 1 else None
    lines = [f"# {plain(one['title']) if one else f'{len(listed)} transcripts'}", ""]
    lines += [plain(one["date"]), ""] if one and one["date"] else []
    people = [
        f"- [{plain(p['speaker'] or 'Unnamed speaker')}](<{p['url']}>): {p['turns']} turns, {p['words']} words"
        f" ({p['share_of_words']:.0%})"
        for p in values["people"]
    ]
    lines += ["## People", "", *people, ""] if people else []
    sections = [f"- [{plain(section['name'])}](<{section['url']}>)" for section in values["sections"]]
    lines += ["## Sections", "", *sections, ""] if sections else []
    for kind, heading in HEADINGS.items():
        if found := values.get(kind):
            lines += [f"## {heading}", "", *(_item(line, kind, several=one is None) for line in found), ""]
    return "\n".join(lines).rstrip() + "\n"


def in_words(line: Mapping[str, Any], kind: str) -> str:
    """The words of a line of a kind, with what they are understood by, a question before the point that answers it; a
    name with how often it is said."""
    text = " ".join(line["quote"].split())
    if line["count"] > 1:
        return f"{text} ({line['count']})"
    who, when = line["who"], line["when"]
    prefix = ", ".join(part for part in (who or "", " ".join(when.split()) if when else "") if part)
    beside = [" ".join(line["beside"]["quote"].split())] if line["beside"] else []
    parts = [*beside, text] if kind == "points" else [text, *beside]
    return f"{f'[{prefix}] ' if prefix else ''}{' → '.join(parts)}"


def _item(line: Mapping[str, Any], kind: str, *, several: bool) -> str:
    where = [line["speaker"] or "Unnamed speaker"]
    where += [part for part in (line["title"], line["date"]) if part] if several else []
    return f"- {plain(in_words(line, kind))} — [{plain(', '.join(where))}, turn {line['turn']}](<{line['url']}>)"
