"""Words and shapes that tell a label from speech: particles of names, verbs, what opens sentences and headings."""

import re

from index.language import CJK
from index.vocabulary import MONTH, NO, WEEKDAYS, YES, finite

PARTICLES = frozenset(
    "of de van von der den del della di da das dos do du des la le el al bin ibn ben the and for at from y e zu ter ten"
    " 't af av und et i à aan op st señor señora senhor senhora".split()
)
VERBS = frozenset(
    "say saying ask asking mean is are was were be been goes include includes including follows following".split()
) | frozenset(
    finite("say", "ask", "add", "reply", "answer", "tell", "write", "mean", "state", "note", "explain", "continue")
    + finite("think", "read")
)
FUNCTION_WORDS = frozenset(
    "the a an this that these those is are was were be been we i you he she it they to in on of as if so but"
    " because have has had do does did will would can could should must need needs want our your my his her its"
    " their there here what when where why how which who not with about".split()
)
BEFORE_A_TIME = frozenset("at until till by from around after before and or".split())
# Words that open sentences, headings and letterheads: never a person, however often they are printed with a colon.
OPENERS = frozenset(
    "first firstly second secondly third thirdly fourth finally lastly also so but and or now well okay"
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
    " issue issues tweet slides video audio document spoken sponsorship news events resources error errors regrets"
    " succeeded diagnostics whereas transcription jingle minutes announcements announcement addendum propose proposed"
    " proposal proposals agendas failed recap agreed media info debug warn fatal trace next"
    " mhm hmm related opened guests hosts hosting show breakout plenary logistics"
    " another reminder guidelines write areas additional recommended expected current overall"
    " e.g i.e"
    # Heads of manuals, recipes and reports.
    " usage license licence installation requirements dependencies returns parameters args arguments ingredients method"
    " serve serves prep directions instructions analysis finding findings purpose scope introduction benefits strengths"
    " weaknesses advantages disadvantages pros cons rationale context"
    # The same in other languages.
    " participantes asistentes presentes objetivo objetivos indicadores ventajas desventajas ejemplo ejemplos resumen"
    " conclusión conclusiones resultado resultados observación observaciones vantagens desvantagens exemplo exemplos"
    " resumo conclusão observação observações objectif objectifs exemple exemples remarque remarques résumé"
    " avantages inconvénients beispiel beispiele hinweis hinweise fazit ziel ziele ergebnis ergebnisse anmerkung"
    " vorteile nachteile zusammenfassung teilnehmer anwesende esempio esempi obiettivo riassunto risultati voorbeeld"
    " samenvatting".split()
) | {*YES, *NO, *WEEKDAYS}
HEADING = re.compile(
    r"(?:chapter|part|section|step|item|figure|fig\.|table|scene|act|page|line|day|week|phase|exhibit|article|paragraph|para|clause|rule|no\.?)"
    rf"\s+[\divxlc.]+|(?:{MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\.?\s+(?:{MONTH})",
    re.I,
)
# Who has no name: seen once among printed names, they speak all the same.
ROLES = frozenset(
    "caller moderator operator aide reporter participant participants interpreter translator speaker question attendee"
    " staff staffer audience unknown unidentified interviewer interviewee host guest narrator announcer panelist"
    " panellist voice voices member members crowd all chair chairman chairwoman chairperson president clerk witness"
    " journalist correspondent student teacher child man woman male female officer official"
    " voorzitter président présidente presidente presidenta präsident präsidentin vorsitzende vorsitzender talmannen"
    " marszałek modérateur modératrice moderatorin journaliste journalistin periodista giornalista".split()
)
# How offices begin where small words may stand between them and the name: Ministr dopravy Petr Svoboda.
OFFICE = re.compile(
    r"(?:(?:vize|wice|vice|bundes|landes)?(?:minist|kanzler|präsid|presid|prezid)|staatssekret"
    r"|secret|sekret|pod?sekret|direct|direkt|dyrekt|deput|diput|abgeord|poslan|pose[lł]|posłan|zastup|guvern|govern"
    r"|gobern|senat|commiss|komm?iss?|ambass|botschaft|general|chancel|premi|před?sed|predsed|náměst|námest|rzeczn|marsza"
    r"|sprecher|mluvč|hovorc|porta?vo[czj]|statsråd|statsr|borgmäst|borgmest|bürgermeist|burmistrz|starost|primát|primar"
    r"|alcald|prefeit|ordför|leder|voorzitt|talman|landrat|landeshaupt|stadtr|gemeinder)\w*",
    re.IGNORECASE,
)
# What languages are called, in English and by themselves: minutes say so where the floor changes from one to another.
LANGUAGES = frozenset(
    "english french german spanish italian portuguese dutch danish swedish norwegian finnish icelandic"
    " polish czech slovak hungarian romanian bulgarian greek turkish russian ukrainian serbian croatian"
    " slovenian estonian latvian lithuanian irish welsh gaelic maltese catalan basque arabic hebrew"
    " persian urdu hindi bengali punjabi tamil telugu marathi gujarati sinhala nepali chinese mandarin"
    " cantonese japanese korean vietnamese thai malay indonesian tagalog filipino afrikaans zulu isizulu"
    " xhosa isixhosa sotho sesotho sepedi tswana setswana swazi siswati venda tshivenda tsonga xitsonga"
    " ndebele isindebele swahili kiswahili somali amharic yoruba igbo hausa maori māori samoan tongan"
    " fijian inuktitut cree français anglais deutsch englisch español inglés italiano inglese português"
    " inglês nederlands engels dansk svenska norsk suomi polski gaeilge cymraeg русский українська 日本語"
    " 英語 中文 英文 普通话 普通話 한국어 영어".split()
)
LETTER = re.compile(r"[A-Z]\d{0,2}")  # who asks and who answers in an interview: I and R, P1
INITIALLED = 3  # people called by their initials, after whom `BE` and `AS` are such people too
ANSWERS = frozenset({"question", "answer", "questions", "answers"})
ASKING = frozenset(
    "问 問 质问 質問 提问 问题 答 答え 答复 回答".split()
)  # who asks and who answers, where they come again
LEADS_CJK = re.compile(
    r"(?:\A[第其][一二三四五六七八九十百0-9]+|(?:\A|以下|有)[一二三四五六七八九十几两数0-9]+|[一二三四五六七八九十几两数0-9]+(?:个|点|方面|条|项|步|种)(?:方面|点|条|项)?|些|如下|以下|包括|说|问|道|说道|问道|认为|表示|指出|强调|是|为"
    r"|即|例如|比如|请问|来说|而言|首先|其次|最后|另外|此外|注|其中|问题|回答|時間|时间|地点|日期|来源|责任编辑|编辑|標題|标题"
    r"|註|附註|功能團體|功能团体|地方選區|地方选区|(?:出席|缺席|列席)(?:的?)(?:議員|议员|委員|委员|秘書|秘书|官員|官员|人員|人员|政府官員))$"
)
TITLES_CJK = re.compile(
    r"(?:记者|記者|发言人|發言人|主持人|先生|女士|小姐|部长|副部长|主任|局长|司长|署长|院士|教授|主席|总理|秘书长|代表|说话人|說話人|話者|话者|讲者|講者|委员|议员|議員|大臣"
    r"|委員長|委員|議長|会长|院长|校长|博士|书记|市长|省长|大使|经理|总裁|董事长|嘉宾|网友|さん|氏|君|의원|위원장|위원|기자|장관|총리|대통령|사회자|교수|화자|참석자|발언자)$"
)
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段富巫乌焦巴弓牧车侯全班秋仲伊宫宁仇甘厉戎祖武符刘景詹束龙叶幸司黎薄印宿白怀"
    "蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎"
    "充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空"
    "趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇潘範魯韋馬鳳費賀湯羅畢鄔樂時傅齊顧黃蕭龐熊紀舒項賈婁顏鍾駱盧應鄧單諸龔陸榮劉葉龍黎"
    "喬聞黨譚勞閻連習關肖付闫岳游覃田中山川佐藤高橋渡辺伊東小鈴木김이박최정강조윤장임한오서신권황안송류홍"
)
NUMBERED = re.compile(r"(?<=\w)[\s\u3000_-]?(?:\d{1,3}|[A-Z])\Z")  # 说话人1, 発言者A
UNSPACED = re.compile(rf"[{CJK}·]+")


def are_roles(label: str) -> bool:
    """Whether every word says what speakers are: `Some hon. members`."""
    words = [word.casefold().strip(".,") for word in label.split()]
    nobody = {"some", "an", "a", "hon", "several", "another", "other", "the", "unknown", "unidentified"}
    nobody |= {"de", "le", "la", "der", "die", "el", "il", "o", "m", "mme", "herr", "frau"}
    roles = [word for word in words if word not in nobody and not word.isdigit()]
    return 1 < len(words) <= 4 and bool(roles) and all(word in ROLES - {"all", "question"} for word in roles)
