-- name: begin(person_id, technique_id, pace, rounds, first_part, skipped, begun_at, ends_at)$
-- A technique is being played; the message it is played in follows.
INSERT INTO sittings (person_id, technique_id, pace, rounds, first_part, skipped, begun_at, ends_at)
VALUES (:person_id, :technique_id, :pace, :rounds, :first_part, :skipped, :begun_at, :ends_at)
RETURNING id;

-- name: go_on(sitting_id, pace, first_part, skipped, ends_at)!
-- The same sitting at another pace, or without a part.
UPDATE sittings SET pace = :pace, first_part = :first_part, skipped = :skipped, ends_at = :ends_at
WHERE id = :sitting_id AND outcome IS NULL;

-- name: shown_in(sitting_id, message_id)!
-- The message the sitting is played in.
UPDATE sittings SET message_id = :message_id WHERE id = :sitting_id;

-- name: settle(sitting_id, outcome, ended_at)!
-- How a sitting ended; the first ending counts.
UPDATE sittings SET outcome = :outcome, ended_at = :ended_at WHERE id = :sitting_id AND outcome IS NULL;

-- name: tell_before(sitting_id, sealed)!
-- How tense the person was before.
UPDATE sittings SET sealed_before = :sealed WHERE id = :sitting_id;

-- name: tell_after(sitting_id, sealed)!
-- How tense the person was afterwards.
UPDATE sittings SET sealed_after = :sealed WHERE id = :sitting_id;

-- name: find(sitting_id)^
-- One sitting.
SELECT * FROM sittings WHERE id = :sitting_id;

-- name: on_of(person_id)^
-- What is being played to one person.
SELECT * FROM sittings WHERE person_id = :person_id AND outcome IS NULL;

-- name: on_at_all()
-- Everything being played, oldest first.
SELECT * FROM sittings WHERE outcome IS NULL ORDER BY begun_at, id;

-- name: overdue(moment)
-- What should have ended by now.
SELECT * FROM sittings WHERE outcome IS NULL AND ends_at < :moment ORDER BY ends_at;

-- name: of_person(person_id, most)
-- A person's sittings, the newest first.
SELECT * FROM sittings WHERE person_id = :person_id ORDER BY begun_at DESC, id DESC LIMIT :most;
