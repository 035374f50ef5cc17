"""Bytes to transcripts: a registry of readers, each a file of its own, and the way through them.

How to write a reader
---------------------
A format is one new file here and one line in `READERS` (index/readers/registry.py). The file ends in

    READER = Reader("name", frozenset({".suffix"}), _sniff, _read)

- `_sniff(document) -> Fit(score, why)` looks at the content: `document.head` (the first 200 lines, stripped),
  `document.text`, `document.json` (parsed once for all readers), `document.data` for binary formats. 1.0 is a
  signature nothing else has, 0.5 a likely shape, 0.0 not this format, with the reason, which a refusal shows. The
  suffix adds a little by itself; do not score it.
- `_read(document) -> Parsed(pieces, ...)` returns the pieces in the file's order. A `Piece` is what the file prints
  as one, with its `label` as printed, times, page, and its text as a `MappedText`. Make texts with `mapped.stretch`,
  `mapped.cleaned` (tags, entities), `mapped.joined`, `located_json.mapped`: they keep every character's place in the
  file. A format without characters of its own (DOCX, PDF) gives `MappedText(text)` and `lines=`.
- Do not merge, carry, resolve or detect stage directions: give `carry=` and `naming=` in `Parsed` and the builder
  does it. Where the format itself says who carries on (a page break), use `follows="turn"`; the next paragraph under
  a header is `follows="segment"`; the reporter's own words are `kind="narrative"`.
- What is in no piece goes to `Parsed.meta` (what the file says about itself, `raw_header_lines`) or `Parsed.dropped`
  (`document.dropped(kind, start, end)`). Nothing may vanish.
- Broken beyond repair: `raise document.malformed("what is wrong", line=..., way_out="what to do")`. Import heavy
  libraries inside the function that needs them: `parse` must start in under a second.

The registry's contract tests cover the reader from the moment its line is there.
"""

from index.readers.build import revision_of
from index.readers.file_parts import group_names
from index.readers.read import Source, read_group, read_transcript
from index.readers.registry import FORMATS, SUFFIXES

__all__ = ["FORMATS", "SUFFIXES", "Source", "group_names", "read_group", "read_transcript", "revision_of"]
