"""The readers, one line each, in the order in which equal scores are decided; a new format adds its line here.

Readers of plain text have theirs in `index.readers.text.plain_text`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from index.readers.annotation import chat, elan, exmaralda, folker, salt, textgrid, transcriber
from index.readers.captions import lrc, sami, scc, substation, ttml, webvtt, youtube_json, youtube_xml
from index.readers.captions import srt_sbv as captions
from index.readers.documents import epub, json_text, latex, opendocument, otranscribe, pdf, rtf, webpage, word
from index.readers.parliaments import akoma_ntoso, assemblee, au_hansard, bundestag, ca_hansard, parlaparse, tei
from index.readers.pieces import Reader
from index.readers.recognizers import (
    assemblyai,
    aws,
    azure,
    deepgram,
    deepgram_live,
    editors,
    elevenlabs,
    fireflies,
    google_stt,
    podcast_json,
    rev_ai,
    speechmatics,
    vosk,
    watson,
    whisper,
)
from index.readers.tables import csv_table as table
from index.readers.tables import json_records as records
from index.readers.tables import json_rows, key_lines, markdown_table, workbook, xml_records
from index.readers.text import plain_text

READERS: tuple[Reader, ...] = (
    webvtt.READER,
    captions.SRT,
    captions.SBV,
    substation.READER,
    ttml.READER,
    sami.READER,
    scc.READER,
    lrc.READER,
    whisper.WHISPERX,
    whisper.WHISPER,
    whisper.WHISPER_CPP,
    assemblyai.READER,
    aws.READER,
    azure.READER,
    deepgram.READER,
    deepgram_live.READER,
    elevenlabs.READER,
    speechmatics.READER,
    editors.READER,
    otranscribe.READER,
    fireflies.READER,
    watson.READER,
    google_stt.READER,
    vosk.READER,
    podcast_json.READER,
    rev_ai.READER,
    youtube_json.JSON3,
    youtube_json.LIST,
    youtube_xml.READER,
    table.READER,
    markdown_table.READER,
    workbook.READER,
    records.LINES,
    records.LIST,
    json_rows.READER,
    json_text.READER,
    key_lines.READER,
    xml_records.READER,
    parlaparse.READER,
    transcriber.READER,
    elan.READER,
    exmaralda.READER,
    folker.READER,
    tei.READER,
    akoma_ntoso.READER,
    au_hansard.READER,
    ca_hansard.READER,
    bundestag.READER,
    assemblee.READER,
    chat.READER,
    salt.READER,
    textgrid.READER,
    webpage.READER,
    word.READER,
    opendocument.READER,
    epub.READER,
    rtf.READER,
    latex.READER,
    pdf.READER,
    *plain_text.TEXT_READERS,
)

FORMATS: Mapping[str, Reader] = MappingProxyType({reader.name: reader for reader in READERS})

# What a library folder is searched for, in lower case.
SUFFIXES: frozenset[str] = frozenset().union(*(reader.suffixes for reader in READERS))
