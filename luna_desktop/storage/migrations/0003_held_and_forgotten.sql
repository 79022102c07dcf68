-- Why a lesson waits for the person's word before it is taught; '' waits for nothing.
-- Struck is the person's own no, held is the app's question.
ALTER TABLE lessons ADD COLUMN held TEXT NOT NULL DEFAULT '';
-- The person looked at it and said that it is right.
ALTER TABLE lessons ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1));
UPDATE lessons SET held = 'imported', struck = 0 WHERE kind = 'imported' AND struck = 1;

-- A generation whose weights were removed because they knew what is forgotten keeps its row.
-- SQLite cannot change a CHECK in place: the table is copied, as its manual describes.
CREATE TABLE generations_new (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL CHECK (number >= 0),
    age INTEGER NOT NULL CHECK (age >= 0),
    parent_id TEXT REFERENCES generations (id),
    status TEXT NOT NULL CHECK (
        status IN ('training', 'published', 'rejected', 'failed', 'cancelled', 'paused', 'forgotten')
    ),
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
INSERT INTO generations_new SELECT * FROM generations ORDER BY rowid;
DROP TABLE generations;
ALTER TABLE generations_new RENAME TO generations;
CREATE INDEX generations_parent ON generations (parent_id);
