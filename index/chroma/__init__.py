"""The vector store: the only place that knows Chroma."""
