"""Who may use the page: accounts, signing in, sessions, guards."""
