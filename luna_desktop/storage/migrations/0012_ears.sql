-- Which ear heard a message of the person's last, as its teaching names it; NULL where that is not known.
CREATE TABLE ears (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
ALTER TABLE messages ADD COLUMN ear INTEGER REFERENCES ears (id);
