"""Who is who: labels, aliases and renamed speakers."""
