"""The training child and what runs inside it. The only room with torch; only `ruler` runs elsewhere."""
