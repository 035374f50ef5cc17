"""The keys of the page: the one table that they are bound by and that the help shows.

A script of the page gives the name of a key what it does, in `window.otr.keys`; page.js listens. A new key is one line
here, the text `key.NAME` in every language, and the deed in a script.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

from rag.ui.i18n import Words
from rag.ui.template import render

# What a keyboard event calls the key; a capital is with Shift.
KEYS: Mapping[str, str] = MappingProxyType(
    {
        "help": "?",
        "ask.box": "a",
        "reader.find": "/",
        "reader.find.on": "n",
        "reader.find.back": "N",
        "reader.turn.on": "j",
        "reader.turn.back": "k",
        "reader.speaker.on": "s",
        "reader.speaker.back": "S",
        "reader.copy": "c",
        "reader.pin": "b",
        "reader.correct": "e",
        "reader.play": "p",
        "reader.pause": "m",
        "reader.close": "Escape",
    }
)
_SHOWN = MappingProxyType({"Escape": "Esc"})


def script() -> str:
    """The table for page.js: what each key is the name of."""
    return json.dumps({key: name for name, key in KEYS.items()})


def render_help(say: Words) -> Markup:
    """The dialog that tells the keys."""
    return render("keys.html", say=say, keys=KEYS, shown=_SHOWN)
