"""What is about to be done to the library, as HTML: files previewed, speakers renamed, transcripts removed. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.library.add import Preview
from index.library.rename_speaker import Rename
from index.transcript import Transcript
from rag.scopes.store import LONGEST, Scope
from rag.ui.i18n import Words
from rag.ui.permalink import Place
from rag.ui.protocol import TranscriptInfo
from rag.ui.template import render

TURNS = 6  # of a preview
EXCERPT = 240  # characters of a turn of a preview
NOTES = 20  # warnings, or pieces left out, of a preview
PEOPLE = 12  # speakers of a preview
EVIDENCE = 3  # places that say a name, of a suggestion
TRANSCRIPTS = 50  # of what a new name changes


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker of a transcript: how many turns, the labels printed for them, and who they may be.

    `suggested` is a name with the places that say it, each a link's place and its words; `same_as` another's name.
    """

    name: str
    turns: int
    printed: tuple[str, ...] = ()
    suggested: str | None = None
    evidence: tuple[tuple[Place, str], ...] = ()
    same_as: str | None = None


def render_previews(previews: Sequence[Preview | str], say: Words) -> Markup:
    """What each file sent would be in the library (a text: why one cannot be looked at), and whether to add it.

    Those that can be added are numbered, from 0, in their order.
    """
    return render(
        "library/previews.html",
        say=say,
        previews=previews,
        facts=lambda made: _facts(made, say),
        speaker_counts=lambda made: Counter(turn.speaker for turn in made.turns).most_common(),
        warnings=_warnings,
        dropped=lambda made: [f"{piece.kind}: {_short(piece.text)}" for piece in made.dropped],
        short=_short,
        most_turns=TURNS,
        most_notes=NOTES,
        most_people=PEOPLE,
    )


def render_removal(info: TranscriptInfo, paths: Sequence[str], aside: str, say: Words) -> Markup:
    """What removing a transcript does, and the two ways to do it."""
    return render("library/removal.html", say=say, info=info, paths=paths, aside=aside)


def render_rebuild(say: Words) -> Markup:
    """What a rebuild of the index means, before it is done."""
    return render("library/rebuild.html", say=say)


def render_speakers(info: TranscriptInfo, speakers: Sequence[SpeakerLine], say: Words) -> Markup:
    """The speakers of a transcript, each with a button to rename them."""
    return render(
        "library/speakers.html",
        say=say,
        info=info,
        speakers=speakers,
        known_as=lambda one: _known_as(one, say),
        most_evidence=EVIDENCE,
    )


def render_rename(
    info: TranscriptInfo, speaker: str, say: Words, *, new: str = "", role: str = "", everywhere: bool = False,
    plan: Rename | None = None, problem: str = "",
) -> Markup:  # fmt: skip
    """The new name of a speaker; once it is given, what it would change, to be confirmed."""
    return render(
        "library/rename.html",
        say=say,
        info=info,
        speaker=speaker,
        new=new,
        role=role,
        everywhere=everywhere,
        plan=plan,
        problem=problem,
        most=TRANSCRIPTS,
    )


def render_collect(
    ids: Sequence[str], known: Sequence[Scope], library: Sequence[TranscriptInfo], say: Words, *,
    for_all: bool, for_oneself: bool, problem: str = "",
) -> Markup:  # fmt: skip
    """Into which collection the transcripts of these ids go, for everybody or for oneself; those `known`."""
    ready = [info.id for info in library if info.state == "ready"]
    return render(
        "library/collect.html",
        say=say,
        ids=ids,
        known=known,
        counts=lambda scope: sum(map(scope.holds, ready)),
        for_all=for_all,
        for_oneself=for_oneself,
        problem=problem,
        longest=LONGEST,
    )


def render_problem(message: str, say: Words) -> Markup:
    """Why something cannot be done."""
    return render("library/problem.html", say=say, message=message)


def _facts(made: Transcript, say: Words) -> str:
    """When a file's transcript is of, how much it is, and as what it was read."""
    format_, encoding = made.files[0].format, made.files[0].encoding
    facts = [
        made.date or say("library.undated"),
        say("count.turns", n=len(made.turns)),
        say("mentions.speakers", n=len({turn.speaker for turn in made.turns if turn.speaker})),
        say("library.format", format=format_),
        *([say("library.encoding", encoding=encoding)] if encoding else []),
    ]
    return " · ".join(facts)


def _warnings(made: Transcript) -> list[str]:
    return [f"{note.file}:{note.line}: {note.message}" if note.line else note.message for note in made.warnings]


def _known_as(speaker: SpeakerLine, say: Words) -> str:
    """How much somebody says, and by which labels."""
    count = say("count.turns", n=speaker.turns)
    printed = [label for label in speaker.printed if label != speaker.name]
    return f"{count} · {say('library.printed', labels=', '.join(printed))}" if printed else count


def _short(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]} …"
