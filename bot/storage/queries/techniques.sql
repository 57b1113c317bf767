-- name: caution_seen(person_id, technique_id)$
-- When a person read the cautions of a technique.
SELECT seen_at FROM cautions_seen WHERE person_id = :person_id AND technique_id = :technique_id;

-- name: mark_caution(person_id, technique_id, seen_at)!
-- The cautions were read; the first time is kept.
INSERT INTO cautions_seen (person_id, technique_id, seen_at)
VALUES (:person_id, :technique_id, :seen_at)
ON CONFLICT (person_id, technique_id) DO NOTHING;

-- name: begin_sitting(person_id, technique_id, message_id, begun_at)!
-- A technique is being played in this message; a person has one at a time.
INSERT INTO sittings (person_id, technique_id, message_id, begun_at)
VALUES (:person_id, :technique_id, :message_id, :begun_at)
ON CONFLICT (person_id) DO UPDATE SET
    technique_id = excluded.technique_id, message_id = excluded.message_id, begun_at = excluded.begun_at;

-- name: end_sitting(person_id)!
-- Whatever was being played has ended.
DELETE FROM sittings WHERE person_id = :person_id;

-- name: end_sitting_in(person_id, message_id)!
-- What was being played in this message has ended; a newer sitting in another message goes on.
DELETE FROM sittings WHERE person_id = :person_id AND message_id = :message_id;

-- name: open_sittings()
-- Everything being played, oldest first.
SELECT * FROM sittings ORDER BY begun_at, person_id;
