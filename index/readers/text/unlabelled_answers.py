"""Interviews whose questions alone have a label, and whose answers are the plain paragraphs below."""

from collections.abc import Iterator, Sequence

from index.readers.pieces import Piece
from index.readers.shared.document import Document
from index.vocabulary import QUESTION_MARKS

_QUESTIONS = frozenset({"q", "question", "pregunta", "pergunta", "frage", "domanda", "vraag"})
_MARKS = tuple(QUESTION_MARKS)
_LEAST = 2  # such questions in a file
_BOLD = ("**", "__")


def with_answers(document: Document, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces; where all labels are those of questions, what is below each is the answer."""
    asked = [piece for piece in pieces if piece.label is not None]
    sure = [one for one in asked if one.text.text.endswith(_MARKS) or _is_bold(document.text, one)]
    plain = sum(piece.label is None and piece.kind == "speech" for piece in pieces)
    only = len(sure) == len(asked) >= _LEAST and {str(piece.label).casefold() for piece in asked} <= _QUESTIONS
    if not only or plain < len(asked):
        yield from pieces
        return
    fresh = False
    for piece in pieces:
        answers = fresh and piece.label is None and piece.kind == "speech"
        yield piece._replace(name="A", follows="") if answers else piece
        fresh = piece.label is not None or (fresh and not answers)


def _is_bold(source: str, piece: Piece) -> bool:
    """Whether the whole of a paragraph is in bold print: `**Q: So?**`."""
    if piece.chars is None:
        return False
    start, end = piece.chars
    before, printed = source[max(start - 2, 0) : start], source[start:end].rstrip()
    return printed.endswith(_BOLD) and (before in _BOLD or printed.startswith(_BOLD))
