-- Where a conversation was held, and what it is called there: brought twice, it is kept once.
ALTER TABLE conversations ADD COLUMN origin TEXT NOT NULL DEFAULT 'luna'
    CHECK (origin IN ('luna', 'chatgpt', 'claude', 'sharegpt', 'plain'));
ALTER TABLE conversations ADD COLUMN source_id TEXT;
CREATE UNIQUE INDEX conversations_source ON conversations (origin, source_id) WHERE source_id IS NOT NULL;

-- What was ever brought, and how many of its exchanges were new. It outlives a deleted conversation, so
-- that bringing it anew earns nothing; what a crash left unpaid is paid by the next import.
CREATE TABLE brought (
    origin TEXT NOT NULL,
    source_id TEXT NOT NULL,
    exchanges INTEGER NOT NULL CHECK (exchanges >= 0),
    paid INTEGER NOT NULL DEFAULT 0 CHECK (paid IN (0, 1)),
    PRIMARY KEY (origin, source_id)
) STRICT, WITHOUT ROWID;
