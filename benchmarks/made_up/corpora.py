"""Parliaments' XML of today, and annotated corpora."""

from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.made_up.conversation import SPEAKERS, Render, Said, minutes, plain_text, surname


def _rede(said: Said) -> str:
    first, last = said.name.split()
    name = f"<vorname>{first}</vorname><nachname>{last}</nachname><fraktion>SPD</fraktion>"
    speaker = f'<p klasse="redner"><redner id="{said.who}"><name>{name}</name></redner>{said.name} (SPD):</p>'
    return f'<rede id="ID{said.who}">{speaker}<p klasse="J_1">{escape(said.text)}</p></rede>\n'


def _intervention(said: Said) -> str:
    words = f"<Content><ParaText>{escape(said.text)}</ParaText></Content>"
    return f"<Intervention><PersonSpeaking>{said.name}:</PersonSpeaking>{words}</Intervention>\n"


def _paragraphe(said: Said) -> str:
    speaker = f"<orateurs><orateur><nom>{said.name}</nom></orateur></orateurs>"
    return f'<paragraphe id_acteur="PA{said.who}">{speaker}<texte>{escape(said.text)}</texte></paragraphe>\n'


def _exmaralda(turns: Sequence[Said]) -> bytes:
    people = "".join(
        f'<speaker id="SPK{who}"><abbreviation>{name}</abbreviation></speaker>' for who, name in enumerate(SPEAKERS)
    )
    points = "".join(
        f'<tli id="T{2 * n}" time="{said.start}"/><tli id="T{2 * n + 1}" time="{said.end}"/>\n'
        for n, said in enumerate(turns)
    )
    tiers: dict[int, list[str]] = {who: [] for who in range(len(SPEAKERS))}
    for n, said in enumerate(turns):
        tiers[said.who].append(f'<event start="T{2 * n}" end="T{2 * n + 1}">{escape(said.text)} </event>\n')
    body = "".join(
        f'<tier id="TIE{who}" speaker="SPK{who}" category="v" type="t">{"".join(events)}</tier>\n'
        for who, events in tiers.items()
    )
    head = f"<head><speakertable>{people}</speakertable></head>"
    whole = f"{head}<basic-body><common-timeline>{points}</common-timeline>{body}</basic-body>"
    return f'<?xml version="1.0"?><basic-transcription>{whole}</basic-transcription>'.encode()


def _folker(turns: Sequence[Said]) -> bytes:
    people = "".join(f'<speaker speaker-id="S{who}"><name>{name}</name></speaker>' for who, name in enumerate(SPEAKERS))
    points = "".join(
        f'<timepoint timepoint-id="T{2 * n}" absolute-time="{said.start}"/>'
        f'<timepoint timepoint-id="T{2 * n + 1}" absolute-time="{said.end}"/>\n'
        for n, said in enumerate(turns)
    )
    said_so = "".join(
        f'<contribution speaker-reference="S{said.who}" start-reference="T{2 * n}" end-reference="T{2 * n + 1}">'
        f"<unparsed>{escape(said.text)}</unparsed></contribution>\n"
        for n, said in enumerate(turns)
    )
    whole = f"<speakers>{people}</speakers><timeline>{points}</timeline>{said_so}"
    return f'<?xml version="1.0"?><folker-transcription>{whole}</folker-transcription>'.encode()


_INITIALS = "LODCPK"
_SALT = "$ " + ", ".join(surname(who).title() for who in range(len(SPEAKERS))) + "\n+ Language: English\n- 0:01\n"
FILES: Mapping[str, Render] = {
    "bundestag.xml": plain_text(
        _rede,
        '<dbtplenarprotokoll wahlperiode="20" sitzung-nr="1" sitzung-datum="12.01.2026"><sitzungsverlauf>'
        '<tagesordnungspunkt top-id="TOP 1">',
        "</tagesordnungspunkt></sitzungsverlauf></dbtplenarprotokoll>",
    ),
    "assemblee.xml": plain_text(
        _paragraphe,
        "<compteRendu><metadonnees><dateSeance>20260112150000000</dateSeance></metadonnees><contenu>"
        '<point nivpoint="1"><texte>Port</texte>',
        "</point></contenu></compteRendu>",
    ),
    "house.xml": plain_text(
        _intervention,
        '<Hansard xml:lang="EN"><HansardBody><SubjectOfBusiness>',
        "</SubjectOfBusiness></HansardBody></Hansard>",
    ),
    "talk.tex": plain_text(
        lambda said: f"\\textbf{{{said.name}:}} {said.text}\n\n", "\\begin{document}\n", "\\end{document}\n"
    ),
    "talk.xml": plain_text(
        lambda said: f'<turn speaker="{said.name}" start="{said.start}">{said.text}</turn>\n', "<talk>\n", "</talk>\n"
    ),
    "keys.txt": plain_text(
        lambda said: f"- speaker: {said.name}\n  start: {said.start}\n  text: {said.text}\n", "title: Talk\n"
    ),
    "corpus.exb": _exmaralda,
    "corpus.flk": _folker,
    "child.slt": plain_text(lambda said: f"{_INITIALS[said.who]} {said.text}\n", head=_SALT),
    "minutes.md": plain_text(
        lambda said: f"| {minutes(said.start)} | {said.name} | {said.text} |\n",
        head="# Council meeting\n\n| Time | Speaker | Text |\n|------|---------|------|\n",
    ),
}
