"""Texts to vectors: the embedding model, its files and its adapter."""
