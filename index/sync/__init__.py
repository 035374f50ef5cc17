"""From the library folder to the index."""
