"""Which "Something:" at the start of a line or cue names a speaker.

Two passes: collect every candidate with how often it is printed, then accept those in the roster, printed twice, or
shaped like a name. Speech is full of colons ("three steps:", "10:30:", "https:"), so shape alone never suffices for
words that open sentences.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from index.language import CJK, IN_CJK
from index.speakers.labels import without_aside
from index.vocabulary import MONTH, QUESTION_MARKS, WEEKDAYS, finite

# The label up to its colon, in square or curly brackets or without. An ASCII colon needs white space behind it (10:30,
# https://); a full-width one needs nothing. Some print a sign before it: ▲ ○ ◇, the Riksdag its number.
_SIGN = r"(?:[▲△▼▽■□●○◆◇◎★☆※▶▷▪][ \t\u00a0\u3000]{0,4}|(?:Anf\.[ \u00a0]{0,4}|Q)\d{1,4}[ \u00a0]{1,20})?"
_NO_WIDTH = r"\u200b\u200e\u200f\u2060\ufeff"  # what copied pages leave
_WHITE = rf"[ \t\u00a0\u3000{_NO_WIDTH}]*"
# Markup of web pages that a text was left with.
_INK = r"(?:b|i|u|s|em|strong|span|font|small|mark|cite)"
_TAGS = rf"(?:<{_INK}(?:\s[^<>\r\n]{{0,100}})?>)*"
_ENDS = rf"(?:</{_INK}>)*"
_CLOSED = (
    rf"(?:\*{{1,3}}|__?|`|(?:</{_INK}>)+)"  # never empty: blanks on both sides of nothing take a square of their number
)
INLINE = re.compile(
    rf"{_WHITE}{_SIGN}(?:\*{{1,3}}(?=[^*\s])|__?(?=[^_\s])|`|{_TAGS})"
    r"(?:(?P<open>[\[{])(?=[^\[\]{}:：\r\n]{1,60}[\]}](?:\*\*|__|\*)?[:：]))?(?P<label>[^\s:：*_\-–—•>#|<(（\[【\\][^:：\r\n\t]{0,99}?)"
    rf"(?(open)[\]}}]){_WHITE}(?:{_CLOSED}{_WHITE})?"
    rf"(?::(?:\*{{1,3}}|__?|`|{_ENDS})(?=[\s{_NO_WIDTH}]|\Z)|：(?:\*{{1,3}}|__?|`|{_ENDS}))"
)
# A name in brackets and no colon behind it: `[You] words`, `（大臣）words`.
BRACKETED = re.compile(
    rf"{_WHITE}{_SIGN}(?:\*\*|__)?(?:\[(?P<square>[^\[\]\r\n]{{1,60}})\]|\{{(?P<curly>[^{{}}\\\r\n]{{1,60}})\}}"
    r"|（(?P<full>[^（）\r\n]{1,30})）|\((?P<round>[^()\r\n]{1,60})\)|【(?P<black>[^【】\r\n]{1,30})】"
    rf"|〔(?P<shell>[^〔〕\r\n]{{1,30}})〕|<(?P<angle>[^<>/\r\n]{{1,40}})>)(?:\*\*|__)?{_WHITE}(?:[:：]{_WHITE})?(?=\S)"
)
MAX_WORDS = 8
_REMEMBERED = 4096  # labels, which are few and come again
_ENDS = f"{QUESTION_MARKS}!。！"
_OPEN_ENDS = (*":,;!…-", *QUESTION_MARKS)
_NOT_A_NAME = re.compile(
    rf"://|www\.|@\w+\.|\b\d{{1,2}}:\d\d|[{_ENDS};；\"“”<>{{}}=|\\]\s|[{_ENDS};；{{}}=|\\]$|\.\.\.|…|-->|\s#\d"
    r"|\b(?:[a-z]\w*|\w{5,})\.\s"  # a sentence's end, and not Mr. or Sen.
)
_PARTICLES = frozenset(
    "of de van von der den del della di da das dos do du des la le el al bin ibn ben the and for at from y e zu ter ten"
    " 't af av und et i à aan op st señor señora senhor senhora".split()
)
_VERBS = frozenset(
    "say saying ask asking mean is are was were be been goes include includes including follows following".split()
) | frozenset(
    finite("say", "ask", "add", "reply", "answer", "tell", "write", "mean", "state", "note", "explain", "continue")
    + finite("think", "read")
)
_FUNCTION_WORDS = frozenset(
    "the a an this that these those is are was were be been we i you he she it they to in on of as if so but"
    " because have has had do does did will would can could should must need needs want our your my his her its"
    " their there here what when where why how which who not with about".split()
)
_BEFORE_A_TIME = frozenset("at until till by from around after before and or".split())
# Words that open sentences, headings and letterheads: never a person, however often they are printed with a colon.
_OPENERS = frozenset(
    "first firstly second secondly third thirdly fourth finally lastly also so but and or now yes no well okay"
    " ok right note notes nota remember look listen example examples result results conclusion summary reason"
    " reasons problem solution fact facts point points update correction source sources caption photo photos"
    " picture image credit credits copyright contact email e-mail tel telephone phone fax address website web"
    " link links url subject re from to cc bcc ps p.s. n.b. warning disclaimer important attention caution tip"
    " hint step steps then today tomorrow yesterday however therefore meanwhile again still just because since"
    " if when while after before for with without in on at by as per let let's here there this that these those"
    " it he she they we you i my your our his her its their who what why where how which whose remember imagine"
    " consider take think see hear say said thanks thank sorry please maybe perhaps sure great good fine true"
    " false correct wrong indeed obviously clearly basically actually honestly frankly look translation"
    " transcript chapter contents overview background agenda topic topics theme abstract keywords key date time"
    " venue location place duration length recorded recording published posted updated file filename format"
    " language title name names number total attachments attendees participants present absent apologies item"
    " items break music time's all one two three four five six seven eight nine ten option options plan goal"
    " goals rule subtitles subtitle subtitled captions captioned captioning translated subs sync synced timing encoded"
    " napisy tłumaczenie przekład legendas tradução sous-titres sous-titrage traduction untertitel übersetzung titulky"
    " překlad preklad undertekster tekstning oversættelse översättning feliratok fordítás субтитры перевод subtítulos"
    " traducción sottotitoli traduzione altyazı çeviri 字幕 翻译 chorus verse bridge refrain sign interviewed"
    " appearances"
    # Heads of minutes, of lists of changes and of tasks.
    " action actions decision decisions resolution resolved motion vote votes ayes nays noes abstain abstained"
    " abstentions discussion recommendation recommendations owner due deadline status priority assignee added fixed"
    " changed removed deprecated improved"
    # What pages and pull requests print.
    " issue issues tweet slides video audio document spoken sponsorship".split()
) | frozenset(WEEKDAYS)
_HEADING = re.compile(
    r"(?:chapter|part|section|step|item|figure|fig\.|table|scene|act|page|line|day|week|phase|exhibit|article|no\.?)"
    rf"\s+[\divxlc]+|(?:{MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\.?\s+(?:{MONTH})",
    re.I,
)
# Who has no name: seen once among printed names, they speak all the same.
_ROLES = frozenset(
    "caller moderator operator aide reporter participant participants interpreter translator speaker question attendee"
    " staff staffer audience unknown unidentified interviewer interviewee host guest narrator announcer panelist"
    " panellist voice voices member members crowd all chair chairman chairwoman chairperson president clerk witness"
    " journalist correspondent student teacher child man woman male female officer official"
    " voorzitter président présidente presidente presidenta präsident präsidentin vorsitzende vorsitzender talmannen"
    " marszałek modérateur modératrice moderatorin journaliste journalistin periodista giornalista".split()
)
_LETTER = re.compile(r"[A-Z]\d{0,2}")  # who asks and who answers in an interview: I and R, P1
_INITIALS = re.compile(r"[A-Z]{2,3}")
_INITIALLED = 3  # people called by their initials, after whom `BE` and `AS` are such people too
_ANSWERS = frozenset({"question", "answer", "questions", "answers"})
ASKING = frozenset(
    "问 問 质问 質問 提问 问题 答 答え 答复 回答".split()
)  # who asks and who answers, where they come again
_LEADS_CJK = re.compile(
    r"(?:(?:\A|以下|有)[一二三四五六七八九十几两数0-9]+|[一二三四五六七八九十几两数0-9]+(?:个|点|方面|条|项|步|种)(?:方面|点|条|项)?|些|如下|以下|包括|说|问|道|说道|问道|认为|表示|指出|强调|是|为"
    r"|即|例如|比如|请问|来说|而言|首先|其次|最后|另外|此外|注|其中|问题|回答|時間|时间|地点|日期|来源|责任编辑|编辑|標題|标题"
    r"|註|附註|功能團體|功能团体|地方選區|地方选区|(?:出席|缺席|列席)(?:的?)(?:議員|议员|委員|委员|秘書|秘书|官員|官员|人員|人员|政府官員))$"
)
_TITLES_CJK = re.compile(
    r"(?:记者|記者|发言人|發言人|主持人|先生|女士|小姐|部长|副部长|主任|局长|司长|署长|院士|教授|主席|总理|秘书长|代表|说话人|說話人|話者|话者|讲者|講者|委员|议员|議員|大臣"
    r"|委員長|委員|議長|会长|院长|校长|博士|书记|市长|省长|大使|经理|总裁|董事长|嘉宾|网友|さん|氏|君|의원|위원장|위원|기자|장관|총리|대통령|사회자|교수|화자|참석자|발언자)$"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段富巫乌焦巴弓牧车侯全班秋仲伊宫宁仇甘厉戎祖武符刘景詹束龙叶幸司黎薄印宿白怀"
    "蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎"
    "充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇潘範魯韋馬鳳費賀湯羅畢鄔樂時傅齊顧黃蕭龐熊紀舒項賈婁顏鍾駱盧應鄧單諸龔陸榮劉葉龍黎"
    "喬聞黨譚勞閻連習關肖付闫岳游覃田中山川佐藤高橋渡辺伊東小鈴木김이박최정강조윤장임한오서신권황안송류홍"
)
_NUMBERED = re.compile(r"(?<=\w)[\s\u3000_-]?(?:\d{1,3}|[A-Z])\Z")  # 说话人1, 発言者A
_UNSPACED = re.compile(rf"[{CJK}·]+")


def accepted(counts: Mapping[str, int], *, roster: Collection[str] = (), sure: Collection[str] = ()) -> frozenset[str]:
    """The candidates that name speakers; `sure` are those with a time in the label's own place."""
    known = {name.casefold() for name in roster}
    both = {label.casefold() for label in counts} >= {"question", "answer"}
    repeated = any(count > 1 and _is_caseless(label) for label, count in counts.items())
    initials = {label for label, count in counts.items() if count > 1 and _INITIALS.fullmatch(label)}
    if sum(map(is_name_shaped, initials)) < _INITIALLED:
        initials = set()
    return frozenset(
        label
        for label, count in counts.items()
        if label in sure
        or bare(label).casefold() in known
        or (both and label.casefold() in _ANSWERS)
        or is_name_shaped(label)
        or _are_roles(label)
        or (count > 1 and (may_repeat(label) or _LETTER.fullmatch(label) is not None))
        or (count > 1 and label in ASKING)
        or label in initials
        or (repeated and _is_caseless(label))
    )


def label_at(source: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The label that the characters from `start` to `end` may open with, its text in the group `label`."""
    end = len(source) if end is None else end
    if source.find(":", start, end) < 0 and source.find("：", start, end) < 0:  # most lines: told at once
        return None
    return INLINE.match(source, start, end)


def bracketed_at(source: str, start: int = 0, end: int | None = None) -> tuple[str, int] | None:
    """The name in brackets that the characters may open with, no colon behind it, and where its words begin.

    >>> bracketed_at("[You] Well."), bracketed_at("Well.")
    (('You', 6), None)
    """
    match = BRACKETED.match(source, start, len(source) if end is None else end)
    return None if match is None or match.lastgroup is None else (match[match.lastgroup].strip(), match.end())


def bare(label: str) -> str:
    """A label up to its first comma or bracket, or to the words between two dashes."""
    return re.split(r"(?:(?<!\s)\s+)?[,，(（\[]", without_aside(label), maxsplit=1)[0].strip() or label


def _are_roles(label: str) -> bool:
    """Whether every word says what speakers are: `Some hon. members`."""
    words = [word.casefold().strip(".,") for word in label.split()]
    nobody = {"some", "an", "a", "hon", "several", "another", "other", "the", "unknown", "unidentified"}
    nobody |= {"de", "le", "la", "der", "die", "el", "il", "o", "m", "mme", "herr", "frau"}
    roles = [word for word in words if word not in nobody and not word.isdigit()]
    return 1 < len(words) <= 4 and bool(roles) and all(word in _ROLES - {"all", "question"} for word in roles)


def is_sentence(label: str) -> bool:
    """Whether a label has a verb or a pronoun in it, as words before a list have: `MR. LEE to ask the Minister`."""
    words = {word.casefold() for word in label.split() if word[0].islower()}
    return bool(words & (_VERBS | _FUNCTION_WORDS) - _PARTICLES)


def is_role_word(label: str) -> bool:
    """Whether a label says what somebody is and not what they are called: `Caller`, `Audience Member 2`."""
    return any(word.casefold().strip(".,") in _ROLES for word in bare(label).split())


@lru_cache(maxsize=_REMEMBERED)
def is_name_shaped(label: str) -> bool:
    """Whether a label printed but once looks like a person or a role.

    >>> [is_name_shaped(label) for label in ("Radio Hong Kong", "There are three steps", "+44 20 **** 0199")]
    [True, False, True]
    """
    if _NOT_A_NAME.search(label.replace(" | ", ", ")):
        return False
    if IN_CJK.search(label):
        return _is_cjk_name(label)
    name = bare(label.replace(" | ", ", "))  # with whom they are from behind it, as on Zoom
    words = name.split()
    if not 0 < len(words) <= MAX_WORDS or _ends_in_a_verb(words) or not any(c.isalnum() for c in name):
        return False
    first = words[0].casefold().rstrip(".")
    if (
        (first in _OPENERS and (len(words) == 1 or name != name.upper()))
        or first in _ANSWERS
        or _HEADING.fullmatch(name)
    ):
        return first == "question" and words[0].isupper()
    if words[0].isdigit() and len(words) == 1:
        return False
    return all(_may_be_in_a_name(word) for word in words) and _is_role(label[len(name) :])


def _ends_in_a_verb(words: Sequence[str]) -> bool:
    """Whether words end as those before a quotation do: `the sign read`, not `Mayor Catherine Read`."""
    return words[-1].casefold() in _VERBS and not (len(words) > 1 and words[-1].istitle())


def _may_be_in_a_name(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return True  # a dial-in number, "&", "-"
    if word[0] in "([/" or any(c.isdigit() for c in word):
        return True
    return letters[0].isupper() or word.casefold() in _PARTICLES or any(c.isupper() for c in letters[1:3])


def _is_role(rest: str) -> bool:
    """Whether what follows a name's comma is a role and not the rest of a sentence."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "", rest))
    telling = {word.casefold() for word in words} - {
        "of",
        "the",
        "in",
        "on",
        "with",
        "at",
        "and",
        "to",
        "a",
        "an",
        "as",
        "i",
    }
    return len(words) <= 20 and not telling & _FUNCTION_WORDS and not {"I", "I'm", "We"}.intersection(words)


def may_repeat(label: str) -> bool:
    """Whether a label printed twice may be one although it has no capitals: `moderator`, `interviewer 2`."""
    if _NOT_A_NAME.search(label):
        return False
    if IN_CJK.search(label):
        name = _NUMBERED.sub("", label)
        return len(label) <= 8 and _UNSPACED.fullmatch(name) is not None and not _LEADS_CJK.search(name)
    words = [word.casefold().rstrip(".") for word in bare(label).split()]
    if not 0 < len(words) <= 4 or not any(c.isalpha() for c in label) or _HEADING.fullmatch(label):
        return False
    return words[0] not in _OPENERS and not _ends_in_a_verb(words) and not set(words) & _FUNCTION_WORDS


def _is_caseless(label: str) -> bool:
    """Whether a label is short, of words in a script without capitals and with spaces: where another is printed twice,
    a name like it.

    >>> _is_caseless("ليلى"), _is_caseless("moderator"), _is_caseless("李建国")
    (True, False, False)
    """
    letters = [c for c in label if c.isalpha()]
    if not letters or IN_CJK.search(label) or _NOT_A_NAME.search(label) or len(bare(label).split()) > 3:
        return False
    return not any(c.isupper() or c.islower() for c in letters)


def _is_cjk_name(label: str) -> bool:
    """Whether an inline label in Chinese, Japanese or Korean is a person: a short name or a title."""
    name = _NUMBERED.sub("", bare(label))
    words = name.split()
    if not words or len(words) > 3 or len(name) > 20 or _LEADS_CJK.search(name):
        return False
    if not all(_UNSPACED.fullmatch(word) or word.isascii() for word in words):
        return False
    last = words[-1]
    return _TITLES_CJK.search(last) is not None or (2 <= len(last) <= 4 and last[0] in _SURNAMES)


def is_capital_line(text: str) -> bool:
    """Whether a line is a name in capitals and nothing else.

    >>> [is_capital_line(line) for line in ("JANE O'NEIL", "DR. LEE, HOST", "THANK YOU", "Jane Doe", "BUDGET 2024.")]
    [True, True, False, False, False]
    """
    if text != text.upper() or sum(map(str.isupper, text)) < 2 or text.endswith(_OPEN_ENDS):
        return False
    said = {word.casefold().strip(".,'’()") for word in bare(text).split()}
    return (
        len(said) <= 5
        and (not text.endswith(".") or text.endswith((" JR.", " SR.")))
        and (is_name_shaped(text) and not (said - {"the"}) & (_OPENERS | _FUNCTION_WORDS))
    )


@lru_cache(maxsize=_REMEMBERED)
def may_be_label(label: str) -> bool:
    """Whether a label that carries a time in its own place may be one: any few words that are no sentence.

    >>> may_be_label("easter helper"), may_be_label("It starts at"), may_be_label("Wait!")
    (True, False, False)
    """
    words = bare(label).split()
    told = label.replace(" | ", " ")  # with what they are behind it, as on Zoom
    if not 0 < len(words) <= MAX_WORDS or _NOT_A_NAME.search(told) or label.endswith((",", "，", "、", "-", "–", "—")):
        return False
    last = words[-1].casefold()
    return any(c.isalnum() for c in label) and last not in _VERBS | _FUNCTION_WORDS | _BEFORE_A_TIME


def is_alone_label(label: str) -> bool:
    """Whether a label that has a line of its own, printed once, names somebody."""
    if not IN_CJK.search(label):
        return is_name_shaped(label)
    name = bare(label)
    if _NOT_A_NAME.search(label) or re.search(r"[，。、“”‘’《》]", name) or _LEADS_CJK.search(name):
        return False
    return len(name) <= 24 and not name.startswith(("请问", "請問"))
