"""How the reader is trained; not needed to use it."""
