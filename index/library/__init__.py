"""Files added, replaced, watched and removed."""
