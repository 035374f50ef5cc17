"""Who is present: lists of people above a talk, and lines that say who somebody is."""

import re
from collections.abc import Sequence

from index.readers.shared.document import Line
from index.readers.shared.labels import is_name_shaped, is_role_word
from index.speakers.labels import Name, read_label
from index.transcript import Person
from index.vocabulary import SENTENCE_END

# Closed vocabulary: what such a label may stand for before the first turn.
_WORDS = (
    "speaker speakers chair chairperson chairman chairwoman chairs moderator moderators host hosts presenter presenters"
    " panelist panelists panellist panellists participant participants attendee attendees present attendance witness"
    " witnesses guest guests members interviewee interviewees interviewer interviewers narrator narrators respondent"
    " respondents informant informants facilitator facilitators organizer organiser organizers organisers scribe"
    " scribes scribenick regrets remote"
    " participantes asistentes presentes invitados convidados intervinientes entrevistados entrevistadores moderador"
    " intervenants participants animateur invités teilnehmer teilnehmende anwesende gäste partecipanti presenti ospiti"
    " deelnemers aanwezigen deltagare deltagere uczestnicy obecni peserta"
    " 主持人 发布人 出席人 出席 嘉宾 发言人 与会人员 出席者 参加者"
).split()
PEOPLE = frozenset(
    [
        *_WORDS,
        "interviewed by",
        "conducted by",
        "also present",
        "in attendance",
        "hosted by",
        "moderated by",
        "special guests",
        "remote",
        "in person",
    ]
)
_PLURAL = frozenset(
    "Representatives Senators Members Councillors Councilmembers Commissioners Messrs. Deputies".split()
)
_PERSON = re.compile(
    r"(?:[-*•]\s+)?(?P<name>(?:[^,，;:：.()（]|(?<=\b[A-Z])\.(?= )){2,60}?"
    r"|(?:M(?:r|rs|s)|Dr|Prof|Hon)\. [^,，;:：()（]{2,60}?)"
    r"(?:[,，]\s*(?P<role>.+)|\s*[(（](?P<inside>[^()（）]+)[)）])?"
)
_IN_BRACKETS = re.compile(r"(?<!\s)\s*[(（][^()（）]*[)）]")
_INITIALS = re.compile(r"\([A-Z]{2,4}\)")
_LISTED = re.compile(r"(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,4})(?: \((?P<initials>[A-Z]{2,4})\))?")
_ROW = re.compile(
    r"[|¦][ ]{0,9}(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,4})[ ]*\|[ ]{0,9}(?P<initials>[A-Z]{2,4})[ ]*\|"
)
_TWO_SENTENCES = re.compile(r"[a-z]{5,}[.!?]\s+[A-Z]")


def people_at(lines: Sequence[Line], index: int, key: str, value: str) -> tuple[list[Person], int]:
    """The people behind a colon or in the lines below, and how many lines they take: 0 where the label speaks."""
    if value:
        known = [_person(part) for part in _parts(value, several=key.endswith("s") or " " in key or key == "present")]
        people = [person for person in known if person is not None]
        people = people if len(people) == len(known) else listed(value)
        return people, 1 if people else 0
    people, used = [], 1
    for following in range(index + 1, len(lines)):
        person = _person(lines[following].text)
        below = [person] if person is not None else listed(lines[following].text)
        if not below:
            break
        people += below
        used += 1
    return people, used if people else 0


def is_person(text: str) -> bool:
    """Whether a text names somebody or several, perhaps with what they are, and says nothing else."""
    return _person(text) is not None or bool(listed(text))


def listed(text: str) -> list[Person]:
    """The people of a list that gives some of them initials, and of nothing else; or of a row of a table that does.

    >>> [(person.name, person.role) for person in listed("Luca Casonato (LCA), Guy Bedford")]
    [('Luca Casonato', 'LCA'), ('Guy Bedford', None)]
    """
    if (row := _ROW.match(text)) is not None and is_name_shaped(row["name"]):
        return [Person(row["name"], row["initials"])]
    if _INITIALS.search(text) is None:
        return []
    found = [_LISTED.fullmatch(part.strip()) for part in re.split(r",|;|\band\b", text)]
    people = [Person(match["name"], match["initials"]) for match in found if match and is_name_shaped(match["name"])]
    return people if len(people) == len(found) else []


def _parts(value: str, *, several: bool) -> list[str]:
    """The people of a line: between semicolons, or between commas where full names stand there and no roles."""
    if ";" in value or "；" in value:
        return re.split(r"\s*[;；]\s*", value)
    parts = re.split(r",?\s+and\s+|\s*[,，、]\s*", value)
    bare = [_IN_BRACKETS.sub("", part) for part in parts]
    full = all(len(part.split()) > 1 and _is_name(part) and not is_role_word(part) for part in bare)
    return parts if several and len(parts) > 1 and full else [value]


def _person(text: str) -> Person | None:
    """A roster entry: a name, and behind a comma or in brackets a role; no sentence."""
    match = _PERSON.fullmatch(text.strip()) if len(text) <= 200 else None
    if (
        match is None
        or SENTENCE_END.search(text)
        or _TWO_SENTENCES.search(text)
        or not _is_name(match["name"])
        or not is_name_shaped(match["name"])
    ):
        return None
    name: Name = read_label(match["name"].strip())
    return Person(name.canonical, (match["role"] or match["inside"] or "").strip() or name.role)


def _is_name(name: str) -> bool:
    parts = name.split()
    if not 0 < len(parts) <= 6 or parts[0] in _PLURAL:
        return False
    return all(
        not part[0].isalpha() or not part[0].islower() or part in ("de", "van", "von", "of", "bin", "al", "da")
        for part in parts
    )
