"""The Ask view: questions, answers and conversations."""
