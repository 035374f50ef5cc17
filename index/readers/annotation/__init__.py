"""Formats of annotation programs: ELAN, Praat, CHAT, Transcriber."""
