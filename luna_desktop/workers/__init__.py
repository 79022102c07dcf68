"""Child processes: protocol, spawning, stop ladder, orphan guard."""
