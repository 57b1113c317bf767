-- name: set_time(person_id, name, wall_time, weekdays, next_due_at)^
-- Set or replace one named check-in time.
INSERT INTO slots (person_id, name, wall_time, weekdays, next_due_at)
VALUES (:person_id, :name, :wall_time, :weekdays, :next_due_at)
ON CONFLICT (person_id, name) DO UPDATE SET
    wall_time = excluded.wall_time, weekdays = excluded.weekdays, next_due_at = excluded.next_due_at
RETURNING *;

-- name: due(now, limit)
-- Check-in times whose moment has come, the longest overdue first; nobody without a standing consent.
SELECT * FROM slots
WHERE next_due_at <= :now
    AND EXISTS (SELECT 1 FROM consents WHERE consents.person_id = slots.person_id AND consents.withdrawn_at IS NULL)
ORDER BY next_due_at, id
LIMIT :limit;

-- name: advance(slot_id, next_due_at)!
-- The next moment; NULL puts the slot to rest.
UPDATE slots SET next_due_at = :next_due_at WHERE id = :slot_id;

-- name: advance_all(moments)!
-- The same for some slots; `moments` is a JSON list of slots and moments.
UPDATE slots SET next_due_at = json_extract(moment.value, '$[1]')
FROM json_each(:moments) AS moment
WHERE slots.id = json_extract(moment.value, '$[0]');

-- name: of_person(person_id)
-- A person's check-in times in the order of the day.
SELECT * FROM slots WHERE person_id = :person_id ORDER BY wall_time, id;

-- name: page(after_id, limit)
-- All check-in times in steady pages, to work out every next moment anew.
SELECT * FROM slots WHERE id > :after_id ORDER BY id LIMIT :limit;
