"""Who a label names: canonical names, roles, and short labels resolved to full ones.

A label keeps its letter case. What a stenographer printed loses role, brackets and the honorific before a full name;
what a caption, a chat or a recognizer displays stays whole. A short label becomes a fuller name only where exactly
one label or roster entry of the same transcript fits it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from index.language import CJK
from index.transcript import Speaker, Turn

HONORIFIC = re.compile(
    r"(?:M(?:r|rs|s|x)\.?|Miss|Dr\.?|Prof(?:essor|\.)?|Messrs\.|Mme\.?|Mlle\.?|M\.|Herr|Frau|Sr\.|Sra\."
    r"|(?:The )?(?:(?:Rt|Right)\.? )?Hon(?:\.|ou?rable\b)?|(?:L['’]|Le (?:tr[eè]s )?)hon(?:\.|orable\b))\s+",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\A(M(?:r|rs|s)\.|Dr\.)(?=[A-Z])", re.IGNORECASE)  # MR.SPEAKER
# An honorific that says what somebody does; in the Riksdag who is of the government.
_OFFICE = re.compile(
    r"(?:(?:Rep|Sen|Gov)\.|Statsrådet|(?:[\w-]{1,30} och )?[\w-]{0,30}(?:ministern|talmannen))\s+", re.IGNORECASE
)
_HOW_HEARD = re.compile(r"(?:(?<!\s)\s+)?\([a-z][a-z -]*\)$")  # (voice-over), (via telephone)
# What was heard, beside a name: WOMAN (gasping). Pronouns and roles stay with the name that somebody goes by.
_SOUND = re.compile(
    r"\s*[(\[]\s*(?:[a-z]+(?:ing|ly)(?: [a-z]+){0,4}|(?:[a-z]+ ){0,3}(?:laughs|sighs|chuckles|gasps|voice-?over|voice"
    r"|off-?screen|off-?camera|sings|shouts|whispers|[a-z]+ing)"
    r"|(?:[A-Z]+ ){0,2}(?:LAUGHS|SIGHS|CHUCKLES|GASPS|WHISPERS|SHOUTS|SINGS|VOICE-?OVER|OFF-?SCREEN)"
    r"|(?<=\[)[A-Z]+ING)\s*[)\]]"
)
# A comma or a dash; not in brackets, nor one before Jr., PhD and the like.
_ROLE_COMMA = re.compile(
    r"(?:\s*[,，]|\s+(?:[–—-]|--)\s+(?=[A-Z]))(?![^()（）\[\]]*[)）\]])(?!\s*(?:Jr|Sr|I{1,3}|IV|Ph\.?\s?D|M\.?D|Esq|MP|MEP|QC|KC)\b)\s*"
)
_ASIDE = re.compile(r"(?<!\s)\s+[–—-]+\s[^–—]{2,80}\s?[–—-]+\s*\Z")
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?[(（\[][^()（）\[\]]*[)）\]]")
_UNSURE = re.compile(r"(?<=[^\W\d_])\?+\Z")  # the typist's doubt whether it was them
_UNIDENTIFIED = re.compile(
    r"Q\.?|QUESTION|(?:UNIDENTIFIED|UNKNOWN)\b.*|Unknown Speaker.*|(?:AUDIENCE|PANEL)(?: MEMBER)?"
    r"|AUDIENCE MEMBER .*|Speaker \?+|\?+|(?:MALE|FEMALE|MAN|WOMAN)(?: SPEAKER| VOICE)?|SPEAKERS?"
    r"|(?:MULTIPLE|SEVERAL|VARIOUS) (?:SPEAKERS|VOICES)|(?:[A-Z.]+ ){0,4}OFFICIALS?|问|問",
    re.IGNORECASE,
)
_SIGN = re.compile("[@\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+\\s*(?=\\w)")  # a picture or @ before a name
_QUOTED = re.compile(r"\A[\"“„«`'](.+)[\"”“»`']\Z")
_STOP = re.compile(r"(?<=[A-Z]{4})\.\Z")  # behind a surname in capitals, and no initial's
_REJOINDER = re.compile(r"(?<=\))\s+(?:replik|forts\.?)\Z")
_HELD = re.compile(r"(?P<the>The )?(?P<office>[^()]+?) \((?P<holder>[^()]+)\)")
_MINISTER = re.compile(r"\b(?:minister|secretary|attorney|treasurer)\b", re.IGNORECASE)  # who is one for some time
_CJK_ROLE = re.compile(rf"([{CJK}]{{2,12}})[\s\u3000]+([{CJK}·]{{2,8}})")
_TITLE_CJK = re.compile(
    "의원|위원|위원장|의장|장관|차관|총리|대통령|기자|사회자|교수|记者|記者|先生|女士|小姐|主任|部长|教授|议员|議員|委員|委员|大臣|氏|君|さん"
)
OF_PLACE = re.compile(r"(?<!\s)\s+of\s+.*$")
INITIALS = re.compile(r"[A-Z]{2,3}")
_PARTICLES = frozenset("van von der den de del della di da dos la le el al bin ibn ter ten zu st st.".split())
_INITIAL = 3  # characters of an initial or two: "J." or "St."
OFFICES = frozenset(
    "chair chairman chairwoman chairperson president speaker minister secretary clerk vice deputy acting moderator"
    " operator interviewer interviewee host guest reporter officer member judge justice court witness counsel mayor"
    " senator governor director general admiral premier chancellor".split()
)
_SEVERAL = frozenset({"and", "&", "/", "und", "et", "y"})  # between the names of several
_PARTY = re.compile(r"\b[A-Z]\.$")


class Name(NamedTuple):
    """What a label says: the canonical name, and the role printed with it."""

    canonical: str
    role: str | None = None


def read_label(label: str, *, naming: str = "printed") -> Name:
    """The name a label prints (naming: `printed`, `display` or `coded`).

    >>> read_label("Mr. Lin Guoqiang, Deputy Head")
    Name(canonical='Lin Guoqiang', role='Deputy Head')
    >>> read_label("MS. LEE").canonical, read_label("A", naming="coded").canonical
    ('MS. LEE', 'Speaker A')
    """
    label = _GLUED.sub(r"\1 ", " ".join(label.split()))
    sign = _SIGN.match(label)
    label = label[sign.end() :] if sign else label
    label = _QUOTED.sub(r"\1", label)
    if naming == "coded" and (label.isdigit() or (len(label) == 1 and label.isalpha())):
        return Name(f"Speaker {label}")
    if naming != "printed":
        return Name(_SOUND.sub("", label) or label)
    name, comma, role = _split_role(without_aside(_REJOINDER.sub("", label)))
    if name.casefold() in OFFICES and is_full(role):
        name, role = role, name  # Guest - Ana Reyes
    cjk = _CJK_ROLE.fullmatch(name)
    if cjk and not comma:
        role, held = cjk.groups()
        return Name(role, held) if _TITLE_CJK.fullmatch(held) else Name(held, role)
    bare = _UNSURE.sub("", _STOP.sub("", _without_brackets(name)))
    office = _OFFICE.match(bare)
    if office is not None and " " in bare[office.end() :]:
        bare, role = bare[office.end() :], role or office[0].strip()
    return Name(without_honorific(bare), _HOW_HEARD.sub("", role) or None)


def _without_brackets(name: str) -> str:
    """A name less what stands in brackets, which may hold some themselves: `The Chair (Mr. Ott (Wold, Lib.))`."""
    while (shorter := _BRACKETS.sub("", name).strip()) not in ("", name):
        name = shorter
    return name


def office_holder(label: str, known: Collection[str]) -> Name | None:
    """Who holds the office that a label names, where brackets say so: somebody known by that name, or with a title.

    >>> office_holder("The Secretary of State for Transport (Helen Marsh)", {"Helen Marsh"})
    Name(canonical='Helen Marsh', role='Secretary of State for Transport')
    >>> office_holder("Minister for Transport (Deputy Helen Marsh)", ())
    Name(canonical='Deputy Helen Marsh', role='Minister for Transport')
    >>> office_holder("THE MINISTER FOR TRANSPORT (Mr. Vale)", {"MR. VALE"})
    Name(canonical='MR. VALE', role='THE MINISTER FOR TRANSPORT')
    >>> office_holder("The PRESIDING OFFICER (Mr. Vale)", {"Mr. Vale"})
    """
    found = _HELD.fullmatch(" ".join(label.split()))
    if found is None:
        return None
    if _MINISTER.search(found["office"]) and HONORIFIC.match(found["holder"]) and not is_full(found["holder"]):
        printed = found["holder"].casefold()
        holder = next((name for name in known if name.casefold() == printed), without_honorific(found["holder"]))
        return Name(holder, found["office"])
    if not is_full(holder := without_honorific(found["holder"])):
        return None
    office = found["the"] is not None or found["office"].split()[0].casefold() in OFFICES
    titled = holder != found["holder"] or holder.split()[0].casefold() in OFFICES
    if not office or not (holder in known or (titled and not found["the"])):
        return None
    return Name(holder, found["office"])


def without_aside(label: str) -> str:
    """A label less what minutes say between its name and the colon.

    >>> without_aside("Abg. Maurer – ein Schriftstück in die Höhe haltend –")
    'Abg. Maurer'
    """
    return _ASIDE.sub("", label) or label


def _split_role(label: str) -> tuple[str, str, str]:
    """Name and role around the first comma; a comma before Jr., PhD and the like belongs to the name."""
    found = _ROLE_COMMA.search(label)
    if found is None or found.start() == 0:
        return label, "", ""
    return label[: found.start()], ",", label[found.end() :]


def without_honorific(name: str) -> str:
    """The name without an honorific before a full name; before a bare surname it stays.

    >>> without_honorific("Mr. Zhao Zeliang"), without_honorific("Mr. BROWN of Ohio")
    ('Zhao Zeliang', 'Mr. BROWN of Ohio')
    """
    found = HONORIFIC.match(name)
    if found is None:
        return name
    rest = name[found.end() :]
    given = [word for word in OF_PLACE.sub("", rest).split() if word.casefold() not in _PARTICLES]
    return rest if len(given) >= 2 else name  # VAN HOLLEN is a bare surname


@lru_cache(maxsize=1024)  # asked of every segment, and few are the names
def is_unidentified(name: str | None) -> bool:
    """Whether a name identifies nobody: such turns never merge with each other.

    >>> is_unidentified("Q"), is_unidentified("UNIDENTIFIED MALE"), is_unidentified("Speaker 1")
    (True, True, False)
    """
    return name is None or _UNIDENTIFIED.fullmatch(name) is not None


def is_initial(name: str) -> bool:
    """`M. O'NEIL` is an initial here, not Monsieur."""
    return _PARTY.match(name.split(" ", 1)[0]) is not None


def is_full(name: str) -> bool:
    if HONORIFIC.match(name) and not is_initial(name):
        return False
    words = name_words(name)
    if not words or words[-1].strip(".") in OFFICES or (words[0].endswith(".") and len(words[0]) > _INITIAL):
        return False  # Vice Chair is an office, and QMS. TEY a misprint
    return (
        len(words) >= 2
        and _SEVERAL.isdisjoint(words)
        and all(len(word.rstrip(".")) > 1 for word in (words[0], words[-1]))
        and not re.search(r"\d", name)
    )


def name_words(name: str) -> list[str]:
    return OF_PLACE.sub("", name).casefold().replace("’", "'").split()


def speakers_of(turns: Iterable[Turn], roles: Mapping[str, str | None] | None = None) -> tuple[Speaker, ...]:
    """The speakers in order of first appearance, each with the other labels printed for them and a role."""
    aliases: dict[str, dict[str, None]] = {}
    role: dict[str, str | None] = dict(roles or {})
    for turn in turns:
        if turn.speaker is not None:
            aliases.setdefault(turn.speaker, {}).update(dict.fromkeys(turn.as_printed))
            role[turn.speaker] = role.get(turn.speaker) or turn.role
    return tuple(
        Speaker(name, tuple(label for label in labels if label != name), role.get(name))
        for name, labels in aliases.items()
    )
