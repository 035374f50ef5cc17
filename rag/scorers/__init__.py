"""Scores of pairs of texts by the packaged embedding model with a trained change of its weights."""
