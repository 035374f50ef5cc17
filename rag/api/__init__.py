"""The answer function for programs: JSON in, JSON out."""
