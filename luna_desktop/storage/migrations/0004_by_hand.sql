-- Published by the person although the gate had rejected it. What is so once stays so.
ALTER TABLE generations ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1));
CREATE TRIGGER generations_by_hand_stays BEFORE UPDATE ON generations
WHEN old.by_hand = 1 AND new.by_hand <> 1
BEGIN
    SELECT RAISE (ABORT, 'a generation that was published by hand stays so');
END;
