"""The first run: Luna is born."""
