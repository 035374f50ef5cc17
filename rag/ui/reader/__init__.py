"""The reader: a transcript, its turns a page at a time."""
