-- What a message of the person's tells and asks, as its bracket reads; '' for nothing, NULL where nobody heard it.
ALTER TABLE messages ADD COLUMN heard TEXT;
