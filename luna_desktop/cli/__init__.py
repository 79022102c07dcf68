"""The headless front end; the same services as the window."""
