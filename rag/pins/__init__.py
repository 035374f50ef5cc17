"""Turns and quotes that somebody pinned, each with a note."""
