"""What programs may call: the functions of the command line, on an assistant that is open, as plain values."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Generator
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from index.errors import OnTheRecordError
from index.library import correct as correcting
from index.library.follow import follow
from index.transcript import split_turn_id
from rag.answer import Done, Reading, SentenceChecked, Sources
from rag.api import values
from rag.api.arguments import MOST_AROUND, MOST_RESULTS, Texts, number_of, optional_text, text_of, texts_of, where_of
from rag.errors import BadArgument, told
from rag.export.transcript import FORMS, write_down
from rag.overview.library import MOST as MOST_LINES
from rag.overview.library import kinds_of, look
from rag.pins import store as pinned
from rag.question.filters import make_filter
from rag.scopes import store as kept_scopes
from rag.streaming import stoppable
from rag.watches import store as watches

if TYPE_CHECKING:
    from index.sync.report import SyncProgress
    from rag.assistant import Assistant


class Programs:
    """The functions, over an assistant that may still be opening (None), and a status line that says so."""

    def __init__(self, assistant: Callable[[], Assistant | None], status: Callable[[], str] = str) -> None:
        self._assistant, self._status = assistant, status

    def ask(
        self,
        question: str,
        *,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
        owner: str = "",
    ) -> Generator[dict[str, Any], None, None]:
        """The events `sources`, `reading` and `sentence` as they come, then the answer as `ask --json` prints it.

        Raises OnTheRecordError.
        """
        assistant = self._opened()
        where = where_of(assistant.index, speaker, transcript, after, before, scope, owner)
        for event in stoppable(assistant.stream(text_of(question, "question"), filter=where)):
            if isinstance(event, Sources | Reading | SentenceChecked):
                yield event.to_dict()
            elif isinstance(event, Done):
                yield event.answer.to_dict()

    def search(
        self,
        query: str,
        *,
        mode: str = "passages",
        k: int = 10,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
        owner: str = "",
    ) -> dict[str, Any]:
        """What `search --json` prints. Raises OnTheRecordError."""
        from rag.retrieval import search as searching  # imports LangChain: the page is there before

        assistant = self._opened()
        where = where_of(assistant.index, speaker, transcript, after, before, scope, owner)
        for known in searching.MODES:
            if mode == known:
                return searching.search(
                    assistant.index,
                    text_of(query, "query"),
                    where=where,
                    mode=known,
                    k=number_of(k, "k", 1, MOST_RESULTS),
                    settings=assistant.settings,
                )
        raise BadArgument(f"mode: {mode!r} is not one of: {', '.join(searching.MODES)}")

    def transcripts(self, *, scope: str | None = None, owner: str = "") -> dict[str, Any]:
        """What `transcripts --json` prints. Raises OnTheRecordError."""
        index = self._opened().index
        within = where_of(index, None, None, None, None, scope, owner).transcripts
        return values.listing(info for info in index.transcripts() if not scope or info.id in within)

    def turn(self, turn_id: str, *, around: int = 0) -> dict[str, Any]:
        """What `show --json` prints, of the turn with this id and `around` turns before and after it.

        Raises OnTheRecordError.
        """
        index = self._opened().index
        margin = number_of(around, "around", 0, MOST_AROUND)
        _ = index.turn(text_of(turn_id, "turn_id"))  # raises NotFound, which names what is not there
        transcript_id, number = split_turn_id(turn_id.strip())
        return values.shown(
            index.info(transcript_id), index.turns(transcript_id, max(0, number - margin), number + margin)
        )

    def scopes(self, owner: str) -> dict[str, Any]:
        """What `scopes list --json` prints. Raises OnTheRecordError."""
        return values.scopes(self._opened().index, owner)

    def save_scope(
        self, owner: str, name: str, *, folder: Texts = None, transcript: Texts = None, own: bool = False
    ) -> dict[str, Any]:
        """A collection kept, in the place of one of the name: what `scopes save --json` prints. Raises
        OnTheRecordError. For everybody (not `own`) the caller checks that the user may."""
        index = self._opened().index
        chosen = make_filter(index, transcripts=texts_of(transcript, "transcript")).transcripts
        mine = owner if own else ""
        made = kept_scopes.Scope(text_of(name, "name"), texts_of(folder, "folder"), chosen, shared=not own, owner=mine)
        kept_scopes.save(index.kept, made, index.transcripts())
        return values.scopes(index, owner)

    def remove_scope(self, owner: str, name: str, *, own: bool = False) -> dict[str, Any]:
        """`{"removed": name}`; its transcripts stay. Raises OnTheRecordError. As `save_scope`, who may."""
        kept_scopes.remove(self._opened().index.kept, owner if own else "", text_of(name, "name"), shared=not own)
        return {"removed": name}

    def document(self, transcript: str, *, to: str = "md", redact: Texts = None) -> dict[str, Any]:
        """What `show --to --json` prints; of a Word document `base64`. Raises OnTheRecordError."""
        assistant = self._opened()
        if to not in FORMS:
            raise BadArgument(f"to: {to!r} is not one of: {', '.join(FORMS)}")
        (identifier,) = make_filter(assistant.index, transcripts=(text_of(transcript, "transcript"),)).transcripts
        hide = texts_of(redact, "redact")
        written = write_down(assistant.index, identifier, hide=hide, base_url=assistant.settings.base_url)
        content = FORMS[to](written)
        form = {"base64": b64encode(content).decode()} if to == "docx" else {"text": content.decode()}
        return {"format": to, "turns": len(written.said), "hidden": list(written.hidden), **form}

    def watch(
        self,
        owner: str,
        query: str,
        *,
        phrase: bool = False,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
        peek: bool = False,
    ) -> dict[str, Any]:
        """What `watch --json` prints: what was said of the query since this owner last asked. Raises
        OnTheRecordError."""
        assistant = self._opened()
        index = assistant.index
        kept, where = index.kept, where_of(index, speaker, transcript, after, before, scope, owner)
        asked = watches.make_watch(
            text_of(query, "query"), owner=owner, kind="phrase" if phrase else "words", where=where
        )
        known = watches.known(kept, asked)
        news = watches.look(assistant.concordances, known or asked, index)
        if not peek:
            watches.mark_seen(kept, news)
        return values.news(news, first=known is None, base_url=assistant.settings.base_url)

    def names(self, transcript: Texts = None) -> dict[str, Any]:
        """What `names --json` prints, of all transcripts or of these. Raises OnTheRecordError."""
        index = self._opened().index
        chosen = make_filter(index, transcripts=texts_of(transcript, "transcript")).transcripts
        ready = (info.id for info in index.transcripts() if info.state == "ready")
        return values.names(index, chosen or ready)

    def correct(
        self,
        turn: str,
        *,
        words: str | None = None,
        speaker: str | None = None,
        split_at: str | None = None,
        merge: bool = False,
        by: str = "",
    ) -> dict[str, Any]:
        """What `correct --json` prints, of the turn with this id. Raises OnTheRecordError.

        The caller checks that the user may.
        """
        index, identifier = self._opened().index, text_of(turn, "turn_id")
        change = correcting.Change(
            optional_text(words, "words"),
            optional_text(speaker, "speaker"),
            optional_text(split_at, "split_at"),
            bool(merge),
        )
        report = follow(index, correcting.correct(index, identifier, change, by=by))
        transcript_id, number = split_turn_id(identifier)
        turns = index.turns(transcript_id, number, number + (split_at is not None))
        return values.corrected(index.info(transcript_id), turns, report)

    def corrections(self, transcript: Texts = None, *, who: bool = False) -> dict[str, Any]:
        """What `corrections --json` prints, of all transcripts or of these. Raises OnTheRecordError.

        `who`: with the accounts of those who made them: often e-mail addresses, which readers need not see.
        """
        index = self._opened().index
        chosen = make_filter(index, transcripts=texts_of(transcript, "transcript")).transcripts
        found = (one for only in chosen or (None,) for one in correcting.listed(index, only))
        return values.corrections(found, who=who)

    def undo(self, identifier: str) -> dict[str, Any]:
        """What `corrections --undo ID --json` prints. Raises OnTheRecordError. The caller checks that the user may."""
        index = self._opened().index
        return values.undone(identifier, follow(index, correcting.undo(index, text_of(identifier, "id"))))

    def overview(
        self,
        *,
        kind: Texts = None,
        most: int = MOST_LINES,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
        owner: str = "",
    ) -> dict[str, Any]:
        """What `overview --json` prints, of all transcripts or of those that the limits admit. Raises
        OnTheRecordError."""
        assistant = self._opened()
        chosen = kinds_of(texts_of(kind, "kind"))
        where = where_of(assistant.index, speaker, transcript, after, before, scope, owner)
        most = number_of(most, "most", 1, MOST_RESULTS)
        found = look(assistant.index, where, kinds=chosen, most=most, base_url=assistant.settings.base_url)
        return values.overview(found)

    def pins(self, owner: str, *, scope: str | None = None) -> dict[str, Any]:
        """What `pins list --json` prints, of one owner; of a `scope`, those in its transcripts. Raises
        OnTheRecordError."""
        assistant = self._opened()
        index = assistant.index
        within = where_of(index, None, None, None, None, scope, owner).transcripts
        kept = pinned.within(pinned.read(index.kept, owner), within)
        found = pinned.resolve(kept, index, base_url=assistant.settings.base_url)
        return {"pins": [one.to_dict() for one in found]}

    def pin(self, owner: str, turn_id: str, *, quote: str | None = None, note: str | None = None) -> dict[str, Any]:
        """The turn, or these words of it, pinned for an owner; `pins list --json`'s form, of this one alone.

        Raises OnTheRecordError.
        """
        assistant = self._opened()
        index, identifier = assistant.index, text_of(turn_id, "turn_id")
        words = optional_text(quote, "quote")
        span = pinned.span_of(index, identifier, words) if words is not None else None
        made = pinned.make_pin(index, identifier, owner=owner, span=span, note=optional_text(note, "note") or "")
        kept = pinned.add(index.kept, made)
        return {"pins": [one.to_dict() for one in pinned.resolve([kept], index, base_url=assistant.settings.base_url)]}

    def unpin(self, owner: str, identifier: str) -> dict[str, Any]:
        """`{"removed": id}`. Raises OnTheRecordError where the owner has no such pin."""
        pinned.remove(self._opened().index.kept, owner, text_of(identifier, "id"))
        return {"removed": identifier}

    def sync(self, *, rebuild: bool = False) -> Generator[dict[str, Any], None, None]:
        """Events of type `progress`, then what `index --json` prints. A caller who leaves does not stop it.

        Raises OnTheRecordError. The caller checks that the user may.
        """
        index = self._opened().index
        events: Queue[SyncProgress | dict[str, Any] | Exception] = Queue()

        def run() -> None:
            try:
                events.put(values.synced(index.sync(rebuild=bool(rebuild), progress=events.put)))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - raised again where it is waited for
                events.put(told(error))

        Thread(target=run, name="sync", daemon=True).start()
        while True:
            item = events.get()
            if isinstance(item, Exception):
                raise item
            if isinstance(item, dict):
                yield item
                return
            if events.empty():  # of many that wait, the newest says it all
                yield values.progress(item)

    def _opened(self) -> Assistant:
        assistant = self._assistant()
        if assistant is None:
            raise OnTheRecordError(f"Not ready yet: {self._status() or 'starting'}. Ask again in a moment.")
        return assistant
