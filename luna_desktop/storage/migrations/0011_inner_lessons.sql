-- What she says to herself before the reply of an exchange, as its bracket reads; '' for none.
ALTER TABLE lessons ADD COLUMN inner TEXT NOT NULL DEFAULT '';
UPDATE lessons SET inner = coalesce(
    (SELECT m.inner FROM lesson_sources s JOIN messages m ON m.id = s.message_id
     WHERE s.lesson_id = lessons.id AND m.role = 'luna' AND m.text = lessons.reply), '')
WHERE kind = 'liked';
