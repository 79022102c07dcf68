"""What the app does: async services, no Qt, no SQL text."""
