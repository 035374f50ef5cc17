"""Whether the transcripts answer at all, judged before anything is written. Pure."""

from rag import wording
from rag.people import TITLES
from rag.retrieval import Ranking

# Below: chosen on the development sets (docs/quality.md).
FAR = 0.30  # a best cosine under this: nothing that was said is about the question
NEAR = 0.45
UNSAID = 0.34  # share of the question's own words that the turns found must hold where the cosine is not near
# "What did the mayor say about dolphins?" is about dolphins.
_TITLES = frozenset(wording.stem(title) for title in TITLES)


def reason(question: str, ranking: Ranking) -> str | None:
    """Why there is nothing to answer from; None where there is."""
    if not ranking.passages:
        return "No turn fits the question and its filters."
    if not is_near(question, ranking):
        return "No turn comes near the question."
    return None


def is_near(question: str, ranking: Ranking) -> bool:
    """Whether what was found is about what was asked."""
    share = spoken_share(question, ranking)
    if ranking.best_cosine < FAR:
        return False
    return share >= UNSAID or (ranking.best_cosine >= NEAR and share > 0)


def spoken_share(question: str, ranking: Ranking) -> float:
    """Share of the question's content words, named speakers aside, that the turns found say; 1.0 where it has none."""
    named = frozenset().union(*(wording.content(name) for name in ranking.named))
    asked = wording.content(question) - named - _TITLES
    if not asked:
        return 1.0
    said = frozenset().union(
        *(
            wording.content(f"{p.turn.text} {p.turn.speaker or ''} {p.turn.role or ''} {p.title}")
            for p in ranking.passages
        )
    )
    return len(asked & said) / len(asked)
