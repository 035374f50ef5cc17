"""The Library view: files added, renamed, removed."""
