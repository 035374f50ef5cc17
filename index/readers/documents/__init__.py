"""Documents: Word, PDF, web pages."""
