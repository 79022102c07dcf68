-- Replies that are saved and whose exchange was not judged yet: for which generation, and of which reply.
-- What a crash or a fault left here is judged at the next start.
CREATE TABLE unjudged (
    reply_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    head TEXT NOT NULL REFERENCES generations (id)
) STRICT;
