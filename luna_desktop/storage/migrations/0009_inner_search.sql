-- What Luna said to herself is found with what she said.
DROP TRIGGER messages_fts_insert;
DROP TRIGGER messages_fts_delete;
DROP TRIGGER messages_fts_update;
DROP TABLE messages_fts;
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    text, inner, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages BEGIN
    INSERT INTO messages_fts (rowid, text, inner) VALUES (new.id, new.text, new.inner);
END;
CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text, inner) VALUES ('delete', old.id, old.text, old.inner);
END;
CREATE TRIGGER messages_fts_update AFTER UPDATE OF text, inner ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, text, inner) VALUES ('delete', old.id, old.text, old.inner);
    INSERT INTO messages_fts (rowid, text, inner) VALUES (new.id, new.text, new.inner);
END;
INSERT INTO messages_fts (messages_fts) VALUES ('rebuild');
