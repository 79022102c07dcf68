"""SQLite and the generation store on disk."""
