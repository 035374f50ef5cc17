"""What somebody corrected in a transcript: kept beside its file, and laid over it whenever that is read."""
