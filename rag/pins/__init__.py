"""Turns and quotes that somebody put by, each with a note."""
