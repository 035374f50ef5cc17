"""Whether a sentence holds: the turns that say it, and what speaks against it."""
