"""Rules written into an aliases file by a program: what they say when read back, and that all else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryError
from index.speakers.aliases import read_aliases
from index.speakers.aliases_edit import Rule, renamed_in, with_rules
from index.speakers.apply import folded
from index.speakers.labels import Name

FILE = b"""# Names of our library
Host = Ana Reyes   # since 2024

# Hearings
[2026/hearing.vtt]
  Speaker 1 = Bob Ott, clerk
nonsense that names nobody
[talks]
Speaker 1 = Ana Reyes
"""


def named(data: bytes, pattern: str | None, label: str) -> Name | None:
    sections = read_aliases("aliases", data).sections
    return next((s.names.get(folded(label)) for s in sections if s.pattern == pattern), None)


def test_a_rule_about_a_label_that_is_there_changes_its_line_and_keeps_its_comment() -> None:
    changed = with_rules(FILE, [Rule("host", Name("Eve Lund", "chair"))])
    assert changed == FILE.replace(b"Host = Ana Reyes ", b"host = Eve Lund, chair ")


def test_a_new_rule_for_all_stands_before_the_first_section_and_the_comment_above_that() -> None:
    changed = with_rules(FILE, [Rule("SPK 2", Name("Eve Lund"))])
    assert changed == FILE.replace(b"# since 2024\n", b"# since 2024\nSPK 2 = Eve Lund\n")


def test_a_new_rule_of_a_section_stands_in_it_whatever_the_letter_case_of_its_name() -> None:
    changed = with_rules(FILE, [Rule("Speaker 2", Name("Eve Lund"), "2026/Hearing.VTT")])
    assert named(changed, "2026/hearing.vtt", "Speaker 2") == Name("Eve Lund")
    assert changed.count(b"[") == FILE.count(b"[")
    assert set(FILE.splitlines()) < set(changed.splitlines())


def test_a_section_that_is_missing_is_made_at_the_end() -> None:
    changed = with_rules(FILE.rstrip(b"\n"), [Rule("A", Name("Eve Lund"), "new.vtt")])
    assert changed == FILE + b"\n[new.vtt]\nA = Eve Lund\n"


def test_an_empty_file_begins_with_the_rule() -> None:
    assert with_rules(b"", [Rule("A", Name("Eve Lund"))]).split(b"\n")[0] == b"A = Eve Lund"


def test_a_byte_order_mark_and_line_ends_of_another_system_stay() -> None:
    changed = with_rules(b"\xef\xbb\xbfHost = Ana\r\n", [Rule("B", Name("Eve"))])
    assert changed == b"\xef\xbb\xbfHost = Ana\r\nB = Eve\r\n"


def test_bytes_that_are_no_utf8_stay_as_they_are() -> None:
    assert with_rules(b"# caf\xe9\nHost = Ana\n", [Rule("Host", Name("Eve"))]) == b"# caf\xe9\nHost = Eve\n"


def test_a_name_is_changed_wherever_it_is_given_and_keeps_the_role_given_there() -> None:
    changed = renamed_in(FILE, "Ana Reyes", Name("Ana Reyes-Ott"), keep=lambda _: True)
    assert named(changed, None, "Host") == named(changed, "talks", "Speaker 1") == Name("Ana Reyes-Ott")
    assert named(renamed_in(FILE, "Bob Ott", Name("B. Ott"), keep=lambda _: True), "2026/hearing.vtt", "Speaker 1") == (
        Name("B. Ott", "clerk")
    )
    assert renamed_in(FILE, "Ana Reyes", Name("Eve"), keep=lambda pattern: pattern == "x") == FILE


@pytest.mark.parametrize("name", ['Reyes, "Annie"', "Ana\nX = Bob"])
def test_a_name_that_no_line_can_say_is_refused(name: str) -> None:
    with pytest.raises(LibraryError, match="aliases file"):
        with_rules(FILE, [Rule("A", Name(name))])


TEXTS = st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12)


@given(label=TEXTS, name=TEXTS, role=st.none() | TEXTS)
def test_what_is_written_says_just_that_and_nothing_else_changes(label: str, name: str, role: str | None) -> None:
    wanted = Name(" ".join(name.split()), " ".join(role.split()) or None if role else None)
    try:
        changed = with_rules(FILE, [Rule(label, wanted, "new.vtt")])
    except LibraryError:
        return
    assert named(changed, "new.vtt", label) == wanted
    assert changed.startswith(FILE)
