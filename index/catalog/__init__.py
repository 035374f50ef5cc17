"""Transcripts, turns and vectors in SQLite: the commit point of the index."""
