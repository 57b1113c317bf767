-- How often an alarm was begun and broke by our own fault. The message that tells of a timer was never used.

ALTER TABLE alarms ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alarms DROP COLUMN message_id;
