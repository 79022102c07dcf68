-- What telling a fact does to what held under its key: 'set' puts it in its place, 'add' is one more of many,
-- 'remove' takes it back (with the value '', all under the key).
ALTER TABLE lessons ADD COLUMN fact_change TEXT NOT NULL DEFAULT 'set'
    CHECK (fact_change IN ('set', 'add', 'remove'));
-- What Luna said to herself before a reply, as its bracket reads; '' for none.
ALTER TABLE messages ADD COLUMN inner TEXT NOT NULL DEFAULT '';
