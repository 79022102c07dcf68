-- The generation that answered before its files were found damaged or away: with them it comes back.
-- Any other move of the head, even to where it is, is the person's choice, and forgets this.
CREATE TABLE fallen_back (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    wanted TEXT NOT NULL REFERENCES generations (id)
) STRICT;
CREATE TRIGGER lineage_head_chosen AFTER UPDATE OF head ON lineage
BEGIN
    DELETE FROM fallen_back;
END;
