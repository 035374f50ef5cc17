"""What a language model reads and writes, and the answer that is made of it."""
