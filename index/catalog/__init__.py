"""Transcripts, turns and vectors: the commit point of the index. One interface (`catalog`), the stores behind it."""
