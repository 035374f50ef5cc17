"""Labels of a text's speakers where they are printed otherwise than labels are."""

import re
from collections.abc import Collection, Mapping, Sequence

from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import is_capital
from index.readers.shared.label_styles import Header
from index.readers.shared.labels import label_at

_MISPRINT = re.compile(r"(?:\*\*)?(?P<label>[^:;\r\n*]{1,60})(?:\*\*)?(?:;(?=\s)|(?P<glued>:)(?=[^\W\d_]|[\"“]))")


def misprinted(
    document: Document, lines: Sequence[Line], headers: Mapping[int, Header], sure: Collection[str]
) -> dict[int, Header]:
    """The lines that open with one of the labels that come again, `sure`, in a way that tells nothing of any other.

    In capitals with a semicolon for its colon, in any letters with no blank behind it, or before but an address.
    """
    found = dict[int, Header]()
    for number, line in enumerate(lines):
        match = _MISPRINT.match(line.text) if number not in headers else None
        if match is not None and match["label"] in sure and (match["glued"] or is_capital(match["label"])):
            start = line.start + match.start("label")
            found[number] = Header(match["label"], start, line.start + match.end(), False)
        elif number not in headers and "://" in line.text:
            told = label_at(document.text, line.start, line.end)
            if told is not None and told["label"] in sure:
                found[number] = Header(told["label"], told.start("label"), told.end(), False)
    return found
