"""What is about to be done to the library, as HTML: files previewed, speakers renamed, transcripts removed. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.library.add import Preview
from index.library.rename_speaker import Rename
from index.transcript import Transcript, Turn
from rag.ui.i18n import Words
from rag.ui.i18n.translate import unreadable
from rag.ui.library.html import button
from rag.ui.markup import name, plain, when
from rag.ui.protocol import TranscriptInfo
from rag.ui.voices import voice

TURNS = 6  # of a preview
EXCERPT = 240  # characters of a turn of a preview
NOTES = 20  # warnings, or pieces left out, of a preview
PEOPLE = 12  # speakers of a preview
TRANSCRIPTS = 50  # of what a new name changes


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker of a transcript: how many turns, and the labels printed for them."""

    name: str
    turns: int
    printed: tuple[str, ...] = ()


def render_previews(previews: Sequence[Preview | str], say: Words) -> str:
    """What each file sent would be in the library (a text: why one cannot be looked at), and whether to add it.

    Those that can be added are numbered, from 0, in their order.
    """
    addable = [one for one in previews if isinstance(one, Preview) and one.transcript is not None]
    numbers = {id(one): number for number, one in enumerate(addable)}
    parts = "".join(_preview(numbers.get(id(one), -1), one, say) for one in previews)
    add = button("confirm-add", say("library.add", n=len(addable)), primary=True) if addable else ""
    cancel = button("cancel", say("library.cancel" if addable else "close"))
    title = plain(say("library.preview", n=len(previews)))
    return _dialog(title, f'{parts}<p class="buttons">{add}{cancel}</p>')


def _preview(number: int, found: Preview | str, say: Words) -> str:
    if isinstance(found, str):
        return f'<article class="preview"><p class="problem">{plain(found)}</p></article>'
    if found.transcript is None:
        why = plain(unreadable(found.problem or "", say))
        return (
            f'<article class="preview"><h4>{plain(found.name)}</h4><p class="problem">{why}</p>'
            f'<p class="fine">{plain(say("library.not_added"))}</p></article>'
        )
    made = found.transcript
    speakers = dict.fromkeys(turn.speaker for turn in made.turns if turn.speaker)
    format_, encoding = made.files[0].format, made.files[0].encoding
    facts = [
        made.date or say("library.undated"),
        say("count.turns", n=len(made.turns)),
        say("mentions.speakers", n=len(speakers)),
        say("library.format", format=format_),
        *([say("library.encoding", encoding=encoding)] if encoding else []),
    ]
    return (
        f'<article class="preview" data-file="{number}"><h4>{plain(made.title)}</h4>'
        f'<p class="fine file">{plain(found.name)}</p><p class="fine">{plain(" · ".join(facts))}</p>'
        f"{_choice(number, found, say)}{_speaker_counts(made, say)}{_first_turns(made.turns, say)}"
        f"{_left_out(made, say)}</article>"
    )


def _choice(number: int, found: Preview, say: Words) -> str:
    """Whether to add it, and what is to happen to a file of the same name."""
    if found.same_as is not None:
        label = say("library.add_same", path=found.same_as)
        return f'<p class="note">{_check(number, label, checked=False)}</p>{_if_there(number, found, say)}'
    return f"<p>{_check(number, say('library.add_this'), checked=True)}</p>{_if_there(number, found, say)}"


def _check(number: int, label: str, *, checked: bool) -> str:
    state = " checked" if checked else ""
    return f'<label><input type="checkbox" name="add-{number}"{state}> {plain(label)}</label>'


def _if_there(number: int, found: Preview, say: Words) -> str:
    if not found.there:
        return ""
    options = {"keep both": say("library.keep_both"), "replace": say("library.replace")}
    return _radios(f"there-{number}", say("library.there", name=found.name), options, chosen="keep both")


def _speaker_counts(made: Transcript, say: Words) -> str:
    counts = Counter(turn.speaker for turn in made.turns)
    shown = ", ".join(
        f'<span class="speaker {voice(one)}">{name(one, say)}</span> <span class="fine">({turns:,})</span>'
        for one, turns in counts.most_common(PEOPLE)
    )
    more = plain(say("library.and_more", n=len(counts) - PEOPLE)) if len(counts) > PEOPLE else ""
    return f'<p class="people">{shown} {more}</p>'


def _first_turns(turns: Sequence[Turn], say: Words) -> str:
    lines = "".join(
        f'<li><span class="speaker {voice(turn.speaker)}">{name(turn.speaker, say)}</span> '
        f'<span class="fine">{plain(when(turn))}</span> <span class="words">{plain(_short(turn.text))}</span></li>'
        for turn in turns[:TURNS]
    )
    more = f'<p class="fine">{plain(say("library.more_turns", n=len(turns) - TURNS))}</p>' if len(turns) > TURNS else ""
    return f'<ol class="first-turns">{lines}</ol>{more}'


def _left_out(made: Transcript, say: Words) -> str:
    warnings = [f"{note.file}:{note.line}: {note.message}" if note.line else note.message for note in made.warnings]
    dropped = [f"{piece.kind}: {_short(piece.text)}" for piece in made.dropped]
    return _notes(say("library.warnings", n=len(warnings)), warnings, say) + _notes(
        say("library.dropped", n=len(dropped)), dropped, say
    )


def _notes(title: str, notes: Sequence[str], say: Words) -> str:
    if not notes:
        return ""
    lines = "".join(f"<li>{plain(note)}</li>" for note in notes[:NOTES])
    rest = f"<li>{plain(say('library.and_more', n=len(notes) - NOTES))}</li>" if len(notes) > NOTES else ""
    return f'<details class="notes"><summary>{plain(title)}</summary><ul>{lines}{rest}</ul></details>'


def render_removal(info: TranscriptInfo, paths: Sequence[str], aside: str, say: Words) -> str:
    """What removing a transcript does, and the two ways to do it."""
    files = "".join(f"<li>{plain(path)}</li>" for path in paths)
    options = {"keep": say("library.put_aside", folder=aside), "delete": say("library.delete")}
    body = (
        f"<p>{plain(say('library.removal', turns=say('count.turns', n=info.turns)))}</p><ul>{files}</ul>"
        f"{_radios('keep', say('library.what_of_files', n=len(paths)), options, chosen='keep')}"
        f'<p class="buttons">{button("remove", say("library.remove"), primary=True, id=info.id)}'
        f"{button('cancel', say('library.cancel'))}</p>"
    )
    return _dialog(plain(say("library.remove_it", title=info.title)), body)


def render_rebuild(say: Words) -> str:
    """What making the index anew means, before it is done."""
    buttons = f"{button('rebuild', say('library.rebuild'), primary=True)}{button('cancel', say('library.cancel'))}"
    return _dialog(
        plain(say("library.rebuild")), f'<p>{plain(say("library.rebuild_means"))}</p><p class="buttons">{buttons}</p>'
    )


def render_speakers(info: TranscriptInfo, speakers: Sequence[SpeakerLine], say: Words) -> str:
    """The speakers of a transcript, each with a button to rename them."""
    rows = "".join(_speaker_row(info, one, say) for one in speakers)
    body = f'<ul class="speakers">{rows}</ul><p class="buttons">{button("cancel", say("close"))}</p>'
    return _dialog(plain(say("library.rename_in", title=info.title)), body)


def _speaker_row(info: TranscriptInfo, one: SpeakerLine, say: Words) -> str:
    label = say("library.rename_who", name=one.name)
    rename = button("ask-rename", say("library.rename_one"), label=label, id=info.id, speaker=one.name)
    speaker = f'<span class="speaker {voice(one.name)}">{name(one.name, say)}</span>'
    return f'<li>{speaker} <span class="fine">{plain(_known_as(one, say))}</span>{rename}</li>'


def _known_as(speaker: SpeakerLine, say: Words) -> str:
    count = say("count.turns", n=speaker.turns)
    printed = [label for label in speaker.printed if label != speaker.name]
    return f"{count} · {say('library.printed', labels=', '.join(printed))}" if printed else count


def render_rename(
    info: TranscriptInfo, speaker: str, say: Words, *, new: str = "", role: str = "", everywhere: bool = False,
    plan: Rename | None = None, problem: str = "",
) -> str:  # fmt: skip
    """The new name of a speaker; once it is given, what it would change, to be confirmed."""
    scopes = {"here": say("library.here", title=info.title), "everywhere": say("library.everywhere", name=speaker)}
    act = "rename" if plan is not None else "plan-rename"
    go = say("library.rename_now" if plan is not None else "library.show_changes")
    wrong = f'<p class="problem" role="alert">{plain(problem)}</p>' if problem else ""
    again = button("plan-rename", say("library.show_changes"), id=info.id, speaker=speaker) if plan is not None else ""
    body = (
        f"{_field('new', say('library.new_name'), new)}{_field('role', say('library.role'), role)}"
        f"{_radios('scope', say('library.where'), scopes, chosen='everywhere' if everywhere else 'here')}{wrong}"
        f"{_changes(plan, say) if plan is not None else ''}"
        f'<p class="buttons">{button(act, go, primary=True, id=info.id, speaker=speaker)}{again}'
        f"{button('speakers', say('library.back'), id=info.id)}</p>"
    )
    return _dialog(plain(say("library.rename_who", name=speaker)), body)


def _field(key: str, label: str, value: str) -> str:
    box = f'<input type="text" name="{key}" maxlength="190" autocomplete="off" value="{plain(value)}">'
    return f'<label class="field">{plain(label)} {box}</label>'


def _radios(key: str, legend: str, options: Mapping[str, str], *, chosen: str) -> str:
    lines = "".join(
        f'<label><input type="radio" name="{key}" value="{value}"{" checked" if value == chosen else ""}> '
        f"{plain(text)}</label>"
        for value, text in options.items()
    )
    return f"<fieldset><legend>{plain(legend)}</legend>{lines}</fieldset>"


def _changes(plan: Rename, say: Words) -> str:
    rows = "".join(
        f"<li>{plain(change.title)}: {plain(say('count.turns', n=change.turns))}"
        f"{plain('; ' + say('library.joins', n=change.joins, name=plan.new.canonical)) if change.joins else ''}</li>"
        for change in plan.changes[:TRANSCRIPTS]
    )
    rest = len(plan.changes) - TRANSCRIPTS
    more = f"<li>{plain(say('library.and_more', n=rest))}</li>" if rest > 0 else ""
    lines = "".join(f"{plain(line)}<br>" for line in plan.lines())
    return (
        f'<div class="plan" role="status"><p>{plain(say("library.changes", n=plan.turns, new=plan.new.canonical))}</p>'
        f"<ul>{rows}{more}</ul><p>{plain(say('library.writes', file=plan.file))}</p>"
        f"<pre><code>{lines}</code></pre></div>"
    )


def render_problem(message: str, say: Words) -> str:
    """Why something cannot be done."""
    return _dialog(
        plain(say("library.cannot")),
        f'<p class="problem" role="alert">{plain(message)}</p><p class="buttons">{button("cancel", say("close"))}</p>',
    )


def _dialog(title: str, body: str) -> str:
    head = f'<h3 id="library-sheet" tabindex="-1">{title}</h3>'
    return f'<section class="sheet" aria-labelledby="library-sheet">{head}{body}</section>'


def _short(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]} …"
