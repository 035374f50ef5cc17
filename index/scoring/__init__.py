"""Scores of turns for a question, one view at a time, over what one generation of the index holds."""

from index.scoring.scorer import SEARCH_VIEWS, Floats, Scorer, Scores, SearchView

__all__ = ["SEARCH_VIEWS", "Floats", "Scorer", "Scores", "SearchView"]
