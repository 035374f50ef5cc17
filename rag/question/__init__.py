"""What a question asks: its kind, people, days and order."""
