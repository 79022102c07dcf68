-- Kinds of secrets that a message of the person's may give away, joined by commas: nothing of it is learned
-- unless they let it in. On a reply the same says that its text is the app's own sentence about that.
ALTER TABLE messages ADD COLUMN held TEXT NOT NULL DEFAULT '';
