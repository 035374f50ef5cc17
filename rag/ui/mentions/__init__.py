"""The Mentions view: every turn that says a word."""
