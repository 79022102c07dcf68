"""Every generation on a line of time."""
