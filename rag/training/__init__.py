"""How the reader, a scorer of pairs, is trained; not needed to use it."""
