"""Tables, XML, web pages, annotations, Word documents and PDFs."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.made_up.conversation import SPEAKERS, Render, Said, cues, plain_text, surname, wrapped


def _row(said: Said) -> str:
    return f'{said.name},{said.start},{said.end},"{said.text}"\n'


def _timed_xml(said: Said) -> str:
    return "".join(
        f'<text start="{cue.words[0].start}" dur="4.2">{escape(escape(cue.lines))}</text>' for cue in cues([said])
    )


def _annotations(turns: Sequence[Said]) -> bytes:
    slots, tiers = [], dict[int, list[str]]()
    for number, said in enumerate(turns):
        times = (round(said.start * 1000), round(said.end * 1000))
        slots += [f'<TIME_SLOT TIME_SLOT_ID="t{2 * number + n}" TIME_VALUE="{times[n]}"/>' for n in (0, 1)]
        refs = f'TIME_SLOT_REF1="t{2 * number}" TIME_SLOT_REF2="t{2 * number + 1}"'
        value = f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" {refs}><ANNOTATION_VALUE>{escape(said.text)}'
        whole = f"<ANNOTATION>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
        tiers.setdefault(said.who, []).append(whole)
    body = "".join(f'<TIER TIER_ID="{SPEAKERS[who]}">{"".join(held)}</TIER>' for who, held in tiers.items())
    head = '<?xml version="1.0"?><ANNOTATION_DOCUMENT><TIME_ORDER>'
    return f"{head}{''.join(slots)}</TIME_ORDER>{body}</ANNOTATION_DOCUMENT>".encode()


def _intervals(turns: Sequence[Said]) -> bytes:
    """A TextGrid with one tier for each speaker."""
    last = turns[-1].end if turns else 1.0
    out = [
        f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {last}\ntiers? <exists>\nsize = 6\n'
    ]
    for who, name in enumerate(SPEAKERS):
        own = [said for said in turns if said.who == who]
        out.append(f'item []:\nitem [1]:\nclass = "IntervalTier"\nname = "{name}"\nxmin = 0\nxmax = {last}\n')
        out.append(f"intervals: size = {len(own)}\n")
        out += [f'intervals [1]:\nxmin = {said.start}\nxmax = {said.end}\ntext = "{said.text}"\n' for said in own]
    return "".join(out).encode()


def _docx(turns: Sequence[Said]) -> bytes:
    """A Word document with labels in bold print; not compressed, so that its size says how much it holds."""
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}:</w:t></w:r><w:r><w:t xml:space='preserve'> {}</w:t></w:r>"
    body = "".join(f"<w:p>{run.format(said.name, escape(said.text))}</w:p>" for said in turns)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("word/document.xml"), f"<w:document xmlns:w='{space}'><w:body>{body}</w:body></w:document>"
        )
    return file.getvalue()


def _pdf(turns: Sequence[Said]) -> bytes:
    """Pages of 40 printed lines in Courier."""
    lines = [line for said in turns for line in wrapped(f"MS. {surname(said.who)}: {said.text}").splitlines()]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)] or [["."]]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(f"BT /F1 12 Tf 72 {740 - 16 * n} Td ({line}) Tj ET" for n, line in enumerate(page))
        box = "/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


_TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title type="main">Session 3</title>'
    "</titleStmt></fileDesc></teiHeader><text><body><div>"
)
_PEOPLE = "".join(f'<Speaker id="spk{who}" name="{name}"/>' for who, name in enumerate(SPEAKERS))

FILES: Mapping[str, Render] = {
    "table.csv": plain_text(_row, head="speaker,start,end,text\n"),
    "youtube.srv1": plain_text(_timed_xml, '<?xml version="1.0"?><transcript>', "</transcript>"),
    "hansard.xml": plain_text(
        lambda said: f'<speech id="s" speakername="{said.name}"><p>{said.text}</p></speech>\n',
        "<publicwhip>",
        "</publicwhip>",
    ),
    "tei.xml": plain_text(
        lambda said: f'<u who="#{surname(said.who)}"><seg>{said.text}</seg></u>\n', _TEI, "</div></body></text></TEI>"
    ),
    "akoma-ntoso.xml": plain_text(
        lambda said: f"<speech><from>{said.name}:</from><p>{said.text}</p></speech>\n",
        "<akomaNtoso><debate><debateBody><debateSection><heading>Roads</heading>",
        "</debateSection></debateBody></debate></akomaNtoso>",
    ),
    "au-hansard.xml": plain_text(
        lambda said: (
            f'<speech><talk.start><talker><name role="display">{said.name}</name></talker><para>{said.text}</para>'
            "</talk.start></speech>\n"
        ),
        "<hansard><chamber.xscript><debate><debateinfo><title>BILLS</title></debateinfo>",
        "</debate></chamber.xscript></hansard>",
    ),
    "transcriber.trs": plain_text(
        lambda said: (
            f'<Turn speaker="spk{said.who}" startTime="{said.start}" endTime="{said.end}">{said.text}</Turn>\n'
        ),
        f'<Trans><Speakers>{_PEOPLE}</Speakers><Episode><Section type="report" startTime="0" endTime="9">',
        "</Section></Episode></Trans>",
    ),
    "elan.eaf": _annotations,
    "praat.TextGrid": _intervals,
    "talkbank.cha": plain_text(
        lambda said: (
            f"*{surname(said.who)[:3]}:\t{said.text} \x15{round(said.start * 1000)}_{round(said.end * 1000)}\x15\n"
        ),
        head="@UTF8\n@Begin\n@Participants:\tLEE Ann_Lee Participant\n",
        foot="@End\n",
    ),
    "page.html": plain_text(
        lambda said: f"<p><b>{said.name}:</b> {escape(said.text)}</p>\n",
        "<!DOCTYPE html><html><head><title>Council meeting</title></head><body><article><h1>Council meeting</h1>",
        "</article></body></html>",
    ),
    "word.docx": _docx,
    "hearing.pdf": _pdf,
}
