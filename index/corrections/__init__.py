"""What somebody corrected in a transcript: kept beside its file, and applied whenever that is read."""
