"""The prompts, as prose files (`*.md`), read with importlib.resources."""
