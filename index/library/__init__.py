"""Files handed in, replaced, watched and removed."""
