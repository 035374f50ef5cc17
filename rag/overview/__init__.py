"""What a transcript comes to: people, sections, main points, decisions, actions, open questions, names and"
" numbers."""
