"""Ranks turns for a question, and says whether any answers it."""
