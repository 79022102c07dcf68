"""The conversation: its list of messages, the composer, and the list of conversations."""
