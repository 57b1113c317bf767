-- name: set(person_id, kind, about, place, is_tired, diary_on, begun_at, due_at)$
-- Ring at a moment; one that is already set for the same thing is set anew.
INSERT INTO alarms (person_id, kind, about, place, is_tired, diary_on, begun_at, due_at)
VALUES (:person_id, :kind, :about, :place, :is_tired, :diary_on, :begun_at, :due_at)
ON CONFLICT (person_id, kind, about) WHERE settled_at IS NULL DO UPDATE SET
    place = excluded.place, is_tired = excluded.is_tired, diary_on = excluded.diary_on,
    begun_at = excluded.begun_at, due_at = excluded.due_at, lease_until_at = NULL, attempts = 0
RETURNING id;

-- name: due(now, most)
-- What has to ring and is in nobody's hands, the oldest first.
SELECT * FROM alarms
WHERE settled_at IS NULL AND due_at <= :now AND (lease_until_at IS NULL OR lease_until_at <= :now)
ORDER BY due_at LIMIT :most;

-- name: lease(alarm_id, until_at)!
-- In somebody's hands until then.
UPDATE alarms SET lease_until_at = :until_at, attempts = attempts + 1 WHERE id = :alarm_id;

-- name: put_off(alarm_id, due_at)!
-- Ring later, because it could not be sent.
UPDATE alarms SET due_at = :due_at, lease_until_at = NULL, attempts = 0 WHERE id = :alarm_id AND settled_at IS NULL;

-- name: settle(alarm_id, settled_at)!
-- It has rung, or never will.
UPDATE alarms SET settled_at = :settled_at WHERE id = :alarm_id AND settled_at IS NULL;

-- name: open_of(person_id)
-- What is still to ring for one person.
SELECT * FROM alarms WHERE person_id = :person_id AND settled_at IS NULL ORDER BY due_at;

-- name: find(alarm_id)^
-- One alarm, rung or not.
SELECT * FROM alarms WHERE id = :alarm_id;
