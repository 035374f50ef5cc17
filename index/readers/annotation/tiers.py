"""Tiers become one sequence: each tier is a speaker, and what they say is read by the time it begins."""

from collections.abc import Iterable, Sequence

from index.readers.pieces import Piece


def in_order(tiers: Sequence[Iterable[Piece]]) -> list[Piece]:
    """The pieces of all tiers by their start; those of one tier never overtake each other, nor ties an earlier tier.

    A piece without a time stays behind the one before it in its tier.
    """
    ranked: list[tuple[float, int, int, Piece]] = []
    for number, tier in enumerate(tiers):
        reached = 0.0
        for place, piece in enumerate(tier):
            reached = max(reached, piece.start if piece.start is not None else reached)
            ranked.append((reached, number, place, piece))
    return [piece for _, _, _, piece in sorted(ranked, key=lambda entry: entry[:3])]
