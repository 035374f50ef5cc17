"""An aliases file says who the printed names are; what it changes, and only that, changes in the index."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.filter import Filter
from index.index import Index
from index.library.watch import watch
from index.readers import Source, read_transcript
from index.speakers.aliases import Aliases, read_aliases
from index.speakers.apply import renamed
from index.speakers.labels import Name
from index.sync.report import SyncReport
from tests.index.double import Library, long_talk
from tests.index.sameness import assert_as_if_new

TALK = "Speaker 1: Ship on Friday.\n\nSpeaker 2: The bridge is closed.\n\nSpeaker 1: Then on Monday.\n"


def who(library: Library, name: str = "a.txt") -> list[str | None]:
    return [turn.speaker for turn in library.index.turns(name)]


def faults(text: str) -> list[str]:
    return [fault.partition(": ")[0] for fault in read_aliases("aliases", text.encode()).faults]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["aliases", "aliases.txt", "Aliases"])
def test_a_printed_name_becomes_the_one_that_somebody_wrote(library: Library, tmp_path: Path, name: str) -> None:
    library.write("a.txt", TALK)
    library.write(name, "# who they are\nspeaker 1 = Ana Reyes, mayor\n")
    report = library.index.sync()
    assert (report.added, report.failed) == (("a.txt",), ())
    first, second, _ = library.index.turns("a.txt")
    assert (first.speaker, first.role, first.as_printed, first.inferred) == (
        "Ana Reyes",
        "mayor",
        ("Speaker 1",),
        "resolved",
    )
    assert [segment.inferred for segment in first.segments] == ["resolved"]
    assert (second.speaker, second.role, second.inferred) == ("Speaker 2", None, "none")
    assert_as_if_new(library, tmp_path)


def test_a_change_is_applied_by_the_next_sync_and_the_file_gone_restores_what_is_printed(
    library: Library, tmp_path: Path
) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", TALK.replace("Speaker", "Voice"))
    aliases = library.write("aliases", "Speaker 1 = Ana Reyes\nSpeaker 2 = Ben Ode\n")
    library.index.sync()
    assert who(library) == ["Ana Reyes", "Ben Ode", "Ana Reyes"]
    library.write("aliases", "Speaker 1 = Ana Reyes\n")
    assert library.index.sync().updated == ("a.txt",)
    assert who(library) == ["Ana Reyes", "Speaker 2", "Ana Reyes"]
    aliases.unlink()
    assert library.index.sync().updated == ("a.txt",)
    assert who(library) == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert_as_if_new(library, tmp_path)


def test_a_sync_without_changes_reads_and_embeds_nothing(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 = Ana Reyes\n")
    library.write("a.yaml", "title: Standup\n")
    library.index.sync()
    generation, heard = library.index.generation, list[str]()
    library.embedded()
    report = library.index.sync(progress=lambda step: heard.append(step.stage))
    assert (report.unchanged, report.updated, library.embedded(), library.index.generation) == (1, (), 0, generation)
    assert heard == ["done"]


def test_only_the_transcripts_that_a_section_names_are_read_again(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", TALK)
    library.write("aliases", "[a.txt]\nSpeaker 1 = Ana Reyes\n")
    library.index.sync()
    library.write("aliases", "[a.txt]\nSpeaker 1 = Ana Reyes\n\n[b.txt]\nSpeaker 1 = Cleo Marsh\n")
    read: list[str] = []
    report = library.index.sync(progress=lambda step: read.append(step.path) if step.stage == "reading" else None)
    assert (read, report.updated) == (["b.txt"], ("b.txt",))
    assert (who(library)[0], who(library, "b.txt")[0]) == ("Ana Reyes", "Cleo Marsh")


@pytest.mark.slow
def test_what_the_other_speakers_say_alone_is_not_embedded_again(library: Library) -> None:
    lines = [line.replace("ANA", "CARA") for line in long_talk(200)]
    lines[100] = f"Speaker 1: {lines[100].partition(':')[2]}"
    library.write("a.txt", "\n\n".join(lines))
    library.index.sync()
    assert library.embedded() > 200
    library.write("aliases", "Speaker 1 = Ana Reyes\n")
    library.index.sync()
    embedded = list(library.embedder.embedded)
    assert 2 <= len(embedded) <= 4
    assert all("Ana Reyes" in text for text in embedded)


def test_a_comment_more_reads_nothing_again(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 = Ana Reyes\n")
    library.index.sync()
    library.write("aliases", "# hosts first\n\nSpeaker 1 = Ana Reyes  # she hosts\n")
    assert (library.index.sync().unchanged, library.embedded() > 0) == (1, True)


def test_search_finds_the_new_name_and_filters_by_it(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 = Ana Reyes\n")
    library.index.sync()
    where = Filter(speakers=("ana reyes",))
    assert library.index.admitted_counts(where) == (1, 2)
    assert len(library.index.search("turn_words", "Monday", where).turns) == 1
    assert library.index.info("a.txt").speakers == ("Ana Reyes", "Speaker 2")


def test_the_printed_and_the_former_name_are_labels_of_the_speaker(library: Library) -> None:
    library.write("a.jsonl", '{"speaker": "A", "text": "Shall we begin?"}\n{"speaker": "B", "text": "Please."}\n')
    library.write("aliases", "Speaker A = Ana Reyes\nB = Ana Reyes\n")
    library.index.sync()
    (facts,) = library.index.catalog.facts()
    (ana,) = facts.people
    assert ana.canonical == "Ana Reyes"
    assert {"A", "B"} <= set(ana.aliases)


def test_several_names_may_be_one_person_whose_turns_keep_their_numbers(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 = Ana Reyes\nSpeaker 2 = Ana Reyes\n")
    library.index.sync()
    assert who(library) == ["Ana Reyes"] * 3
    assert [turn.id for turn in library.index.turns("a.txt")] == ["a.txt#0", "a.txt#1", "a.txt#2"]


def test_two_names_can_be_exchanged(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 = Speaker 2\nSpeaker 2 = Speaker 1\n")
    library.index.sync()
    assert who(library) == ["Speaker 2", "Speaker 1", "Speaker 2"]


def test_a_name_for_the_role_alone_leaves_the_speaker_as_printed(library: Library) -> None:
    library.write("a.txt", "Ana Reyes: Ship.\n\nBen Ode: When?\n")
    library.write("aliases", "Ana Reyes = Ana Reyes, mayor\n")
    library.index.sync()
    turn = library.index.turns("a.txt")[0]
    assert (turn.speaker, turn.role, turn.inferred) == ("Ana Reyes", "mayor", "none")


def test_a_label_that_was_resolved_to_the_wrong_person_can_be_put_right(library: Library) -> None:
    library.write("a.txt", "MARK STONE: Ship it.\n\nANNA LEE: When?\n\nMR. STONE: On Friday.\n\nANNA LEE: Good.\n")
    library.index.sync()
    assert who(library) == ["MARK STONE", "ANNA LEE", "MARK STONE", "ANNA LEE"]
    library.write("aliases", "Mr. Stone = Peter Stone\n")
    library.index.sync()
    assert who(library) == ["MARK STONE", "ANNA LEE", "Peter Stone", "ANNA LEE"]
    library.write("aliases", "Mark Stone = Marcus Stone\n")
    library.index.sync()
    assert who(library) == ["Marcus Stone", "ANNA LEE", "Marcus Stone", "ANNA LEE"]


def test_a_file_in_a_folder_is_about_that_folder_and_counts_before_those_above(library: Library) -> None:
    for name in ("a.txt", "deep/b.txt", "deep/er/c.txt", "other/d.txt"):
        library.write(name, TALK)
    library.write("aliases", "Speaker 1 = Ana Reyes\nSpeaker 2 = Ben Ode\n")
    library.write("deep/aliases", "Speaker 1 = Cleo Marsh\n[er]\nSpeaker 1 = Dan Fell\n")
    library.index.sync()
    assert who(library)[:2] == who(library, "other/d.txt")[:2] == ["Ana Reyes", "Ben Ode"]
    assert who(library, "deep/b.txt")[:2] == ["Cleo Marsh", "Ben Ode"]
    assert who(library, "deep/er/c.txt")[:2] == ["Dan Fell", "Ben Ode"]


@pytest.mark.parametrize(
    ("section", "fits"),
    [
        ("deep/talk.vtt", True),
        ("talk.vtt", True),
        ("TALK.vtt", True),
        ("./deep/", True),
        ("deep", True),
        ("*.vtt", True),
        ("deep/t*", True),
        ("talk", False),
        ("eep", False),
        ("*.txt", False),
        ("other/talk.vtt", False),
    ],
)
def test_a_section_names_a_file_a_folder_or_a_glob(section: str, fits: bool) -> None:
    aliases = Aliases([read_aliases("aliases", f"[{section}]\nA = Ana\n".encode())])
    assert bool(aliases.about("deep/talk.vtt", "deep/talk.vtt")) is fits


def test_a_name_with_brackets_is_found_as_it_is_written() -> None:
    aliases = Aliases([read_aliases("aliases", b"[talk [final].txt]\nA = Ana\n")])
    assert aliases.about("talk [final].txt", "talk [final].txt")


def test_the_section_of_the_transcript_itself_counts_first_wherever_it_stands() -> None:
    near = read_aliases("deep/aliases", b"A = Near\n[*.txt]\nA = Glob\n")
    far = read_aliases("aliases", b"[deep/talk.txt]\nA = Own\n")
    names = [section.names["a"].canonical for section in Aliases([near, far]).about("deep/talk.txt", "deep/talk.txt")]
    assert names == ["Near", "Glob", "Own"]


def test_a_part_of_a_transcript_can_have_names_of_its_own(library: Library) -> None:
    head = "Council hearing on bridges\nMarch 3, 2026\n\n"
    for part in (1, 2):
        library.write(f"talk-{part}.txt", f"{head}Speaker 1: Part {part} begins.\n\nSpeaker 2: Part {part} ends.\n")
    library.write("aliases", "[talk-1.txt]\nSpeaker 1 = Ana Reyes\n[talk-2.txt]\nSpeaker 1 = Ben Ode\n")
    library.index.sync()
    assert who(library, "talk-1.txt") == ["Ana Reyes", "Speaker 2", "Ben Ode", "Speaker 2"]


def test_a_name_written_for_one_transcript_that_nobody_has_in_it_is_said(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Moderator = Cleo Marsh\n[a.txt]\nSpeakr 1 = Ana Reyes\n")
    library.index.sync()
    (warning,) = library.index.info("a.txt").warnings
    assert "aliases" in warning
    assert "'Speakr 1'" in warning


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("X = Ana Reyes", Name("Ana Reyes")),
        ("X:=  Dr. Ana  Reyes, mayor of Port Ellis ", Name("Ana Reyes", "mayor of Port Ellis")),
        ('X = "Reyes, Ana (Finance)", host', Name("Reyes, Ana (Finance)", "host")),
        ("X = Ana Reyes # the host", Name("Ana Reyes")),
        ("X = Ana Reyes #2", Name("Ana Reyes #2")),
        ('"X" = "Ana = Reyes"', Name("Ana = Reyes")),
        ("X = 王兰", Name("王兰")),
    ],
)
def test_a_rule_gives_name_and_role(line: str, name: Name) -> None:
    file = read_aliases("aliases", line.encode())
    assert (file.faults, dict(file.sections[0].names)) == ((), {"x": name})


def test_a_line_that_says_nothing_is_named_with_its_number_and_the_others_count(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("aliases", "Speaker 1 Ana\n\nSpeaker 2 = Ben Ode\nSpeaker 2 = Cleo\n= Ana\nSpeaker 3 =\n")
    report = library.index.sync()
    assert report.added == ("a.txt",)
    assert [(f.path, f.error.partition(" ")[0]) for f in report.failed] == [
        ("aliases", f"aliases:{line}:") for line in (1, 4, 5, 6)
    ]
    assert who(library) == ["Speaker 1", "Ben Ode", "Speaker 1"]
    assert library.index.sync().failed == report.failed
    assert {info.state for info in library.index.transcripts()} == {"ready"}


def test_what_stands_under_a_broken_section_is_about_nobody() -> None:
    file = read_aliases("aliases", b"[a.txt\nA = Ana\n[b.txt] B = Ben\n[]\nC = Cleo\n[d.txt]\nD = Dan\n")
    assert [fault.partition(": ")[0] for fault in file.faults] == ["aliases:1", "aliases:4"]
    assert [(section.pattern, list(section.names)) for section in file.sections] == [("d.txt", ["d"])]


def test_a_rule_behind_its_section_on_one_line_is_a_fault() -> None:
    assert faults("[b.txt] B = Ben\n[B] = Ben\n") == ["aliases:1"]


def test_a_line_in_another_encoding_is_a_fault_and_a_byte_order_mark_is_none() -> None:
    file = read_aliases("aliases", "\ufeffA = Ana\r\n".encode() + "B = Zoë\n".encode("cp1252") + b"C = Cleo")
    assert [fault.partition(": ")[0] for fault in file.faults] == ["aliases:2"]
    assert list(file.sections[0].names) == ["a", "c"]


def test_a_file_too_large_to_be_a_list_of_names_is_not_read() -> None:
    (fault,) = read_aliases("aliases", b"A = Ana\n" * 200_000).faults
    assert "larger" in fault


def test_of_many_faults_the_first_are_named() -> None:
    found = read_aliases("aliases", b"?\n" * 1000).faults
    assert (len(found), found[-1]) == (21, "aliases: and 980 more lines like these")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='[]="#:,\n\r abA*?\\\u00e9\0', max_size=80) | st.text(max_size=60))
def test_whatever_a_file_holds_nothing_is_raised(text: str) -> None:
    file = read_aliases("aliases", text.encode("utf-8", "surrogatepass"))
    Aliases([file]).about("a/b.txt", "a/b.txt")
    assert all(fault.startswith("aliases:") for fault in file.faults)


def test_a_file_that_cannot_be_read_is_reported_and_nothing_is_lost(library: Library) -> None:
    library.write("a.txt", TALK)
    (library.folder / "aliases").symlink_to("aliases")
    (library.folder / "aliases.txt").write_text("Speaker 1 = Ana Reyes\n")
    report = library.index.sync()
    assert (report.added, who(library)[0]) == (("a.txt",), "Ana Reyes")
    assert [failure.path for failure in report.failed] == ["aliases"]


def test_a_sync_of_the_file_alone_is_a_sync_of_what_it_is_about(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("deep/b.txt", TALK)
    library.index.sync()
    library.write("deep/aliases", "Speaker 1 = Ana Reyes\n")
    library.write("aliases", "Speaker 2 = Ben Ode\n")
    assert library.index.sync(["deep/aliases"]).updated == ("deep/b.txt",)
    assert who(library) == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert library.index.sync(["aliases"]).updated == ("a.txt",)


def test_a_text_called_aliases_that_was_a_transcript_before_leaves_the_index(library: Library) -> None:
    library.write("a.txt", TALK)
    path = library.write("talk.txt", "Speaker 1 = Ana. It is so.\n\nAna: Indeed it is.\n")
    library.index.sync()
    path.rename(library.folder / "aliases.txt")
    assert library.index.sync().removed == ("talk.txt",)
    assert library.ids == ["a.txt"]


def test_a_carried_turn_goes_with_the_label_it_was_carried_from() -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>One.\n\n00:02.000 --> 00:03.000\nTwo.\n"
    transcript = read_transcript([Source("a.vtt", cues.encode())])
    found = renamed(transcript, lambda _: {"ana": Name("Ana Reyes")})
    before = [turn.speaker for turn in transcript.turns]
    assert [turn.speaker for turn in found.turns] == ["Ana Reyes" if name == "Ana" else name for name in before]


@pytest.mark.slow
def test_watching_notices_the_file(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    heard = threading.Event()

    class Enough(Exception):
        pass

    def report(done: SyncReport) -> None:
        assert done.updated == ("a.txt",)
        heard.set()
        raise Enough

    def watched(index: Index) -> None:
        with pytest.raises(Enough):
            watch(index, report, lambda error: None)

    thread = threading.Thread(target=watched, args=(library.index,), daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not heard.is_set() and time.monotonic() < until:
        library.write("aliases", f"Speaker 1 = Ana Reyes\n# {time.monotonic()}\n")
        heard.wait(2.5)
    thread.join(10)
    assert who(library)[0] == "Ana Reyes"
