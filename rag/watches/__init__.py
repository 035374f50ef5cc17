"""What is new about a word or a phrase since somebody last looked."""
