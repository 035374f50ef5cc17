"""Folders of the library and named collections: what a question, a search or an export is limited to."""
