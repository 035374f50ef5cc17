"""oTranscribe (`.otr`): the page it shows, as HTML inside JSON, with the file it plays and where it stood.

The page is read as any web page; its characters map back through the JSON's escapes to the file.
"""

from dataclasses import replace

from index.readers.documents.webpage import flowed
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import parsed_json
from index.readers.shared.document import Document
from index.readers.shared.located_json import fields, mapped, string
from index.readers.shared.mapped import through
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped


def _sniff(document: Document) -> Fit:
    whole = fields(document.json)
    if "media" in whole and isinstance(whole.get("text"), str) and ("media-time" in whole or "<p" in whole["text"]):
        return Fit(1.0, "`text` and `media` of oTranscribe")
    return Fit(0.0, "no `text` beside `media`")


def _read(document: Document) -> Parsed:
    whole = fields(parsed_json(document))
    page = mapped(whole.get("text"))
    text = through(flowed(page.text), page)
    parsed = read_unwrapped(document, Unwrapped(text))
    return replace(parsed, meta=replace(parsed.meta, title=parsed.meta.title or string(whole.get("media"))))


READER = Reader("otranscribe", frozenset({".otr"}), _sniff, _read)
