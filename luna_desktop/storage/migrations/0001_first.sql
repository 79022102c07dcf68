CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1))
) STRICT;
CREATE INDEX conversations_recent ON conversations (archived, updated_at);

CREATE TABLE generations (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL CHECK (number >= 0),
    age INTEGER NOT NULL CHECK (age >= 0),
    parent_id TEXT REFERENCES generations (id),
    status TEXT NOT NULL
        CHECK (status IN ('training', 'published', 'rejected', 'failed', 'cancelled', 'paused')),
    created_at REAL NOT NULL,
    published_at REAL,
    base TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    lessons INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    exam TEXT,
    -- What was fixed before training began: the plan with its dataset hash, and the sealed exam.
    plan TEXT NOT NULL DEFAULT '{}',
    items TEXT NOT NULL DEFAULT '[]',
    items_sha256 TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX generations_parent ON generations (parent_id);

-- One row: the generation that answers.
CREATE TABLE lineage (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    head TEXT REFERENCES generations (id)
) STRICT;
INSERT INTO lineage (one, head) VALUES (1, NULL);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('person', 'luna')),
    text TEXT NOT NULL,
    created_at REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('partial', 'complete', 'stopped', 'failed')),
    reply_to INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    generation_id TEXT REFERENCES generations (id),
    thumbs INTEGER NOT NULL DEFAULT 0 CHECK (thumbs IN (-1, 0, 1)),
    -- Same fingerprint, same words: whether something was said before is one look-up.
    fingerprint TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX messages_page ON messages (conversation_id, id);
CREATE INDEX messages_reply_to ON messages (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX messages_said ON messages (fingerprint) WHERE role = 'person';
CREATE INDEX messages_partial ON messages (id) WHERE state = 'partial';

CREATE VIRTUAL TABLE messages_fts USING fts5 (
    text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages BEGIN
    INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER messages_fts_update AFTER UPDATE OF text ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
END;

-- message_id without a foreign key: the ledger outlives a deleted conversation.
CREATE TABLE karma_ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at REAL NOT NULL,
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL,
    balance INTEGER NOT NULL CHECK (balance >= 0),
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    message_id INTEGER,
    generation_id TEXT REFERENCES generations (id),
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX karma_ledger_message ON karma_ledger (message_id, kind);
CREATE INDEX karma_ledger_detail ON karma_ledger (detail, kind) WHERE detail <> '';
-- The file itself keeps the fold: a line that does not add up, or takes another's place, is refused.
CREATE TRIGGER karma_ledger_adds_up BEFORE INSERT ON karma_ledger
WHEN EXISTS (SELECT 1 FROM karma_ledger WHERE id = new.id)
    OR new.balance <> new.delta
        + coalesce((SELECT balance FROM karma_ledger ORDER BY id DESC LIMIT 1), 0)
BEGIN
    SELECT RAISE (ABORT, 'the karma ledger is append-only');
END;
CREATE TRIGGER karma_ledger_no_update BEFORE UPDATE ON karma_ledger BEGIN
    SELECT RAISE (ABORT, 'the karma ledger is append-only');
END;
CREATE TRIGGER karma_ledger_no_delete BEFORE DELETE ON karma_ledger BEGIN
    SELECT RAISE (ABORT, 'the karma ledger is append-only');
END;

CREATE TABLE lessons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('fact', 'correction', 'liked', 'imported')),
    created_at REAL NOT NULL,
    -- The generation that was current when this was told: lessons belong to a line.
    generation_id TEXT REFERENCES generations (id),
    fact_key TEXT,
    fact_value TEXT,
    prompt TEXT NOT NULL DEFAULT '',
    reply TEXT NOT NULL DEFAULT '',
    struck INTEGER NOT NULL DEFAULT 0 CHECK (struck IN (0, 1))
) STRICT;
CREATE INDEX lessons_line ON lessons (generation_id);
CREATE INDEX lessons_fact ON lessons (fact_key) WHERE fact_key IS NOT NULL;

CREATE TABLE lesson_sources (
    lesson_id INTEGER NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (lesson_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_sources_message ON lesson_sources (message_id);
-- A lesson whose last source was deleted is deleted with it.
CREATE TRIGGER lesson_sources_last AFTER DELETE ON lesson_sources
WHEN NOT EXISTS (SELECT 1 FROM lesson_sources WHERE lesson_id = old.lesson_id)
BEGIN
    DELETE FROM lessons WHERE id = old.lesson_id;
END;

-- What a generation was taught. No foreign key to lessons: a number stays when its lesson goes.
CREATE TABLE generation_lessons (
    generation_id TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    lesson_id INTEGER NOT NULL,
    PRIMARY KEY (generation_id, lesson_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE training_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    generation_id TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    started_at REAL NOT NULL,
    ended_at REAL,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'paused', 'cancelled', 'failed')),
    steps INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    loss_first REAL,
    loss_last REAL,
    versions TEXT NOT NULL DEFAULT '{}',
    error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX training_runs_generation ON training_runs (generation_id);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
