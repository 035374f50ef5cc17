"""PDF: testimony by page and line, hearings and labelled pages; and files that would take the machine down."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from index.errors import MalformedTranscript, TooLarge
from index.readers.documents import pdf_text
from index.readers.documents.page_columns import in_reading_order
from index.readers.documents.pdf_worker import extract
from index.readers.shared.limits import MAX_PDF_PAGES
from tests.index.readers.reading_helpers import read, said
from tests.index.readers.samples import TESTIMONY, Page, packed_pdf, pdf, plain_page


def test_testimony_is_cited_by_page_and_line() -> None:
    transcript = read("roe.pdf", pdf(TESTIMONY))
    assert said(transcript) == [
        ("MS. LEE", "Where were you at 10:30?"),
        ("JOHN ROE", "At home."),
        ("MR. HARRIS", "Objection: form."),
        ("JOHN ROE", "I walked to the car and drove off."),
        ("MR. HARRIS", "Whose car?"),
        ("JOHN ROE", "Mine."),
    ]
    crossing = transcript.turns[3]
    assert (crossing.page, crossing.line, crossing.end_page, crossing.end_line) == ("12", "10", "13", "1")
    assert crossing.as_printed == ("THE WITNESS",)
    assert [turn.inferred for turn in transcript.turns][:3] == ["resolved", "resolved", "none"]
    assert transcript.turns[4].section == "CROSS-EXAMINATION"
    assert [(event.kind, event.text) for event in transcript.events] == [
        ("narrative", "JOHN ROE, having been duly sworn, testified as follows:"),
        ("stage", "DIRECT EXAMINATION"),
        ("stage", "(Discussion off the record.)"),
        ("stage", "CROSS-EXAMINATION"),
    ]
    dropped = {record.text for record in transcript.dropped}
    assert {"Page 12", "Acme Reporting 555-0100", "CERTIFICATE", "I certify: it is true."} <= dropped


def test_labelled_pages_lose_their_running_heads_and_keep_their_numbers() -> None:
    first = plain_page(["ANA REYES: Hello there, everybody in", "the room.", "", "BO LI: I wanted to say that we"], "7")
    second = plain_page(["should begin.", "", "ANA REYES: Yes."], "8")
    transcript = read("talk.pdf", pdf([first, second]))
    assert said(transcript) == [
        ("ANA REYES", "Hello there, everybody in the room."),
        ("BO LI", "I wanted to say that we should begin."),
        ("ANA REYES", "Yes."),
    ]
    assert [(turn.page, turn.end_page) for turn in transcript.turns] == [("7", None), ("7", "8"), ("8", None)]
    assert len(transcript.turns[1].segments) == 2


LEFT = ["ANA REYES: The bridge was", "built in two years, and we", "paid for it ourselves.", "", "BO LI: Who are we?"]
RIGHT = ["ANA REYES: The town and", "the county, each of them", "with a loan of its own.", "", "BO LI: And the state?"]


def _two_columns(left: list[str], right: list[str], foot: str) -> Page:
    sides = ((60, left), (330, right))
    return [(x, 700 - 14 * n, line) for x, side in sides for n, line in enumerate(side) if line] + [(300, 20, foot)]


def test_two_columns_are_read_one_after_the_other() -> None:
    data = pdf([_two_columns(LEFT, RIGHT, "41"), _two_columns(RIGHT, LEFT, "42")])
    transcript = read("minutes.pdf", data)
    assert said(transcript)[:4] == [
        ("ANA REYES", "The bridge was built in two years, and we paid for it ourselves."),
        ("BO LI", "Who are we?"),
        ("ANA REYES", "The town and the county, each of them with a loan of its own."),
        ("BO LI", "And the state?"),
    ]
    assert [turn.page for turn in transcript.turns[3:5]] == ["41", "42"]
    assert {"41", "42"} <= {dropped.text for dropped in transcript.dropped}


def test_pages_of_testimony_printed_beside_each_other_keep_their_line_numbers() -> None:
    begun = [
        "JOHN ROE,",
        "having been sworn, testified:",
        "BY MS. LEE:",
        "Q. Where were you on that",
        "night in March?",
    ]
    going = ["A. At home, I think, or at", "my brother's house.", "Q. Which of the two was it,", "sir?", "A. Home."]
    left, right = ([f"{n}  {line}" for n, line in enumerate(side, start=1)] for side in (begun, going))
    transcript = read("condensed.pdf", pdf([_two_columns(left, right, "")]))
    assert said(transcript) == [
        ("MS. LEE", "Where were you on that night in March?"),
        ("JOHN ROE", "At home, I think, or at my brother's house."),
        ("MS. LEE", "Which of the two was it, sir?"),
        ("JOHN ROE", "Home."),
    ]
    assert [turn.line for turn in transcript.turns] == ["4", "1", "3", "5"]


def test_a_table_is_no_page_in_two_columns() -> None:
    rows = ["The harbour and its boats      Rosa Tey, of the museum", "The fire of the old mill       Ben Ode, fireman"]
    assert in_reading_order(rows * 3) == [rows * 3]


def test_a_file_without_text_says_that_it_may_be_a_scan() -> None:
    with pytest.raises(MalformedTranscript, match="may be pictures"):
        read("scan.pdf", pdf([[]]))


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", pdf(TESTIMONY)[:400], b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedTranscript):
        read("broken.pdf", data)


def test_an_encrypted_file_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TESTIMONY))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(MalformedTranscript, match="encrypted"):
        read("locked.pdf", locked.getvalue())


def test_too_many_pages_are_refused() -> None:
    kids = b" ".join(b"4 0 R" for _ in range(MAX_PDF_PAGES + 1))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (MAX_PDF_PAGES + 1, kids),
        b"<< >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    with pytest.raises(TooLarge, match="pages"):
        read("long.pdf", packed_pdf(objects))


def test_a_count_that_lies_costs_nothing() -> None:
    lying = pdf(TESTIMONY).replace(b"/Count 2", b"/Count 2000000000")
    assert len(read("lies.pdf", lying).turns) == 6


@pytest.mark.slow
def test_a_stream_that_unpacks_without_end_is_stopped() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    with pytest.raises((TooLarge, MalformedTranscript)):
        read("bomb.pdf", packed_pdf(objects))


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "LEAST_SECONDS", 0)
    with pytest.raises(TooLarge, match="takes more than"):
        read("slow.pdf", pdf(TESTIMONY))


def test_the_worker_itself_reports_what_is_wrong() -> None:
    assert extract(b"no pdf", 10)["error"] == "broken"
    assert extract(pdf(TESTIMONY), 1) == {"error": "pages", "count": 2}
