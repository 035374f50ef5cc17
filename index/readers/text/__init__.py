"""Plain text: labelled, timed, prose, hearings, depositions."""
