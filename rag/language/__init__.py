"""What words mean, once: sentences, words, numbers, dates, names, negation. Imports nothing of rag."""
