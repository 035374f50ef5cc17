"""What stands under headings and is nobody's words: lists, what closes a topic, who presents the next one."""

import re
from collections.abc import Sequence

from index.readers.shared.document import Line
from index.readers.text.roster import PEOPLE, is_person

# Headings under which minutes and shows sum up what was said.
_CLOSES = re.compile(
    r"(?:[\w'’]+ )?(?:conclusions?|summary|key (?:points|takeaways)|takeaways|action items|next steps"
    r"|decisions?|outcomes?|resolutions?|(?:show ?)?notes|links|resources|references|credits)"
    r"\b(?: (?:of|from|and) .*)?:?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]|\||<?https?://\S+>?$|\[[^\[\]]*\]\([^()]*\)$")  # or a link
_LISTS = re.compile(
    r"(?:(?:show ?)?notes|news|links|resources|references|credits|chapters|timestamps):?", re.IGNORECASE
)


def is_list_head(lines: Sequence[Line], number: int) -> bool:
    """Whether a line of plain print stands above a list of what a show links to: `Links`, and no word said."""
    line = lines[number]
    listed = number + 1 < len(lines) and _ITEM.match(lines[number + 1].text) is not None
    return line.gap and listed and _LISTS.fullmatch(line.text) is not None


class Notes:
    """Goes down the lines of a talk and tells the notes, from a heading on to the next words that somebody says."""

    def __init__(self) -> None:
        self._headed = self._closing = self._noting = False

    def heading(self, words: str) -> None:
        """A heading stands above what follows."""
        self._headed, self._closing, self._noting = True, _CLOSES.fullmatch(words.strip("*_ ")) is not None, False

    def takes(self, line: Line, *, label: str = "", words: str = "") -> bool:
        """Whether a line is a note; one with a label only where that says who somebody is."""
        if self._headed:
            if label:
                self._noting = label.casefold() in PEOPLE and is_person(words)
            else:
                self._noting = self._closing or (self._noting and not line.gap) or _ITEM.match(line.text) is not None
            self._headed = self._noting
        return self._headed

    @staticmethod
    def begins(line: Line) -> bool:
        """Whether a note begins with the line, and does not go on with the one above."""
        return line.gap or _ITEM.match(line.text) is not None
