"""How the adapter of the embedding model is trained; not needed to use it."""
