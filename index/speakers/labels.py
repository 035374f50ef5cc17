"""Who a label names: canonical names, roles, and short labels resolved to full ones.

A label keeps its letter case. What a stenographer printed loses role, brackets and the honorific before a full name;
what a caption, a chat or a recognizer displays stays whole. A short label becomes a fuller name only where exactly
one label or roster entry of the same transcript fits it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.language import CJK
from index.transcript import Person, Speaker, Turn

_HONORIFIC = re.compile(
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
_OF_PLACE = re.compile(r"(?<!\s)\s+of\s+.*$")
_INITIAL = 3  # characters of an initial or two: "J." or "St."
INITIALS = re.compile(r"[A-Z]{2,3}")
_OFFICES = frozenset(
    "chair chairman chairwoman chairperson president speaker minister secretary clerk vice deputy acting moderator"
    " operator interviewer interviewee host guest reporter officer member judge justice court witness counsel mayor"
    " senator governor director general admiral premier chancellor".split()
)
_MOST_NAMESAKES = 50  # more people of one name, and a short label tells nobody apart
_PARTICLES = frozenset("van von der den de del della di da dos la le el al bin ibn ter ten zu st st.".split())
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
    if name.casefold() in _OFFICES and _is_full(role):
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
    if _MINISTER.search(found["office"]) and _HONORIFIC.match(found["holder"]) and not _is_full(found["holder"]):
        printed = found["holder"].casefold()
        holder = next((name for name in known if name.casefold() == printed), without_honorific(found["holder"]))
        return Name(holder, found["office"])
    if not _is_full(holder := without_honorific(found["holder"])):
        return None
    office = found["the"] is not None or found["office"].split()[0].casefold() in _OFFICES
    titled = holder != found["holder"] or holder.split()[0].casefold() in _OFFICES
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
    found = _HONORIFIC.match(name)
    if found is None:
        return name
    rest = name[found.end() :]
    given = [word for word in _OF_PLACE.sub("", rest).split() if word.casefold() not in _PARTICLES]
    return rest if len(given) >= 2 else name  # VAN HOLLEN is a bare surname


@lru_cache(maxsize=1024)  # asked of every segment, and few are the names
def is_unidentified(name: str | None) -> bool:
    """Whether a name identifies nobody: such turns never merge with each other.

    >>> is_unidentified("Q"), is_unidentified("UNIDENTIFIED MALE"), is_unidentified("Speaker 1")
    (True, True, False)
    """
    return name is None or _UNIDENTIFIED.fullmatch(name) is not None


def resolve(
    names: Collection[str], roster: Iterable[Person] = (), *, order: Sequence[str] | None = None
) -> dict[str, str]:
    """Short names with the one fuller name each fits; those that fit none or several are left out.

    `order` is who speaks, turn by turn: a first name stands for a full one only where the file changes from one to the
    other once, because a name printed both ways again and again is of two people.

    >>> resolve(["MARK O'NEIL", "ANNA O'NEIL", "M. O'NEIL", "O'NEIL"])
    {"M. O'NEIL": "MARK O'NEIL"}
    >>> resolve(["MR. KIRBY", "Kirby"]), resolve(["MR. LEE", "MS. LEE", "Grace Lee"])
    ({'Kirby': 'MR. KIRBY'}, {})
    """
    names, roster = list(names), list(roster)
    full = {name for name in [*names, *(person.name for person in roster)] if _is_full(name)}
    by_word: dict[str, set[str]] = {}
    for name in full:
        words = _words(name)
        for word in {words[0], words[-1]}:
            by_word.setdefault(word, set()).add(name)
    shortened = set(names) if order is None else _shortened(order)
    titled = _titled(name for name in names if name not in full)
    initials = _initials_of(roster)
    found = _in_one_case(names, order or names)
    for name in names:
        if name in initials:
            found[name] = initials[name]
            continue
        if name in found:
            continue
        if name in full or is_unidentified(name) or _is_office(name):
            continue
        namesakes = titled.get(_words(name)[-1], {})
        only = _only_name_for(name, by_word) if len(namesakes) < 2 else None
        if only is not None and _is_first_name(name, only) and name not in shortened:
            only = None
        if only := only or _name_of_title(name, namesakes):
            found[name] = only
    return {name: found.get(other, other) for name, other in found.items()}


def _in_one_case(names: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    """Names that are another but for the case of their letters, as nicks are typed now so and now so.

    >>> _in_one_case(["dka", "Alex", "DKA"], ["dka", "DKA", "Alex", "dka"])
    {'DKA': 'dka'}
    """
    counts = Counter(order)
    most: dict[str, str] = {}
    for name in names:
        best = most.setdefault(name.casefold(), name)
        most[name.casefold()] = max(best, name, key=lambda one: counts[one])
    return {name: best for name in names if (best := most[name.casefold()]) != name and not is_unidentified(name)}


def _initials_of(roster: Iterable[Person]) -> dict[str, str]:
    """Initials with whom they stand for: one person only of those that the front matter lists, who may give their own.

    >>> people = [Person("Lisa Monk"), Person("Harold Pence", "HAP"), Person("Leo Marr")]
    >>> _initials_of(people) == {"HP": "Harold Pence", "HAP": "Harold Pence"}
    True
    """
    given, made = dict[str, set[str]](), dict[str, set[str]]()
    for person in roster:
        words = [word for word in person.name.split() if word[0].isupper()]
        told = [((person.role or "").strip("() "), given), ("".join(word[0] for word in words), made)]
        for initials, found in told:
            if INITIALS.fullmatch(initials):
                found.setdefault(initials, set()).add(person.name)
    return {initials: people.pop() for initials, people in (made | given).items() if len(people) == 1}


def _shortened(order: Sequence[str]) -> set[str]:
    """The names that come up only behind the last of each full name that begins with them."""
    first, last = dict[str, int](), dict[str, int]()
    for place, name in enumerate(order):
        first.setdefault(name, place)
        last[name] = place
    ends: dict[str, int] = {}
    for name, place in last.items():
        words = _words(name)
        if len(words) > 1:
            ends[words[0]] = max(ends.get(words[0], 0), place)
    return {name for name, place in first.items() if place > ends.get(name.casefold(), -1)}


def _is_first_name(name: str, full: str) -> bool:
    words = _words(full)
    return _words(name) == words[:1] and words[:1] != words[-1:]


def _titled(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """By surname, who is called by it with a title: the name first printed for each of Mr., Ms. and so on."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        match = _HONORIFIC.match(name)
        words = _words(name[match.end() :]) if match and not _initial(name) else []
        if match is not None and len(words) == 1:
            title = match[0].strip().rstrip(".").casefold()
            found.setdefault(words[0], {}).setdefault({"mrs": "ms", "miss": "ms"}.get(title, title), name)
    return found


def _name_of_title(name: str, namesakes: Mapping[str, str]) -> str | None:
    """The one with a title whom a bare surname, or the same title in another print, names."""
    match = _HONORIFIC.match(name)
    if match is None:
        return next(iter(namesakes.values())) if len(namesakes) == 1 and len(_words(name)) == 1 else None
    title = match[0].strip().rstrip(".").casefold()
    only = namesakes.get({"mrs": "ms", "miss": "ms"}.get(title, title))
    return only if only is not None and only != name and _are_printed_alike(only, name) else None


def _are_printed_alike(one: str, other: str) -> bool:
    return one.casefold().replace(".", "") == other.casefold().replace(".", "")


def _is_office(name: str) -> bool:
    """Whether a name is an office and nobody's: Chair is not Vice Chair."""
    return all(word.strip(".") in _OFFICES for word in _words(name) if word != "the")


def _only_name_for(short: str, by_word: Mapping[str, set[str]]) -> str | None:
    """The one full name that a surname, an initial with a surname, or a first name fits."""
    stripped = _HONORIFIC.match(short)
    words = _words(short[stripped.end() :] if stripped and not _initial(short) else short)
    if not words:
        return None
    surname, initials = words[-1], [word.rstrip(".") for word in words[:-1]]
    if any(len(initial) != 1 for initial in initials):
        return None
    candidates = by_word.get(surname, set())
    fits = set()
    for name in candidates if len(candidates) <= _MOST_NAMESAKES else ():
        full = _words(name)
        by_first_name = not initials and stripped is None and full[0] == surname
        by_surname = full[-1] == surname and all(word.startswith(i) for word, i in zip(full, initials, strict=False))
        if by_first_name or by_surname:
            fits.add(name)
    return fits.pop() if len(fits) == 1 else None


def _initial(name: str) -> bool:
    """`M. O'NEIL` is an initial here, not Monsieur."""
    return _PARTY.match(name.split(" ", 1)[0]) is not None


def _is_full(name: str) -> bool:
    if _HONORIFIC.match(name) and not _initial(name):
        return False
    words = _words(name)
    if not words or words[-1].strip(".") in _OFFICES or (words[0].endswith(".") and len(words[0]) > _INITIAL):
        return False  # Vice Chair is an office, and QMS. TEY a misprint
    return (
        len(words) >= 2
        and _SEVERAL.isdisjoint(words)
        and all(len(word.rstrip(".")) > 1 for word in (words[0], words[-1]))
        and not re.search(r"\d", name)
    )


def _words(name: str) -> list[str]:
    return _OF_PLACE.sub("", name).casefold().replace("’", "'").split()


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
