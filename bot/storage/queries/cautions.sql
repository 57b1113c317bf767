-- name: find(person_id)$
-- What a person ticked, sealed.
SELECT sealed_codes FROM cautions WHERE person_id = :person_id;

-- name: put(person_id, sealed_codes)!
-- What a person ticks from now on, sealed.
INSERT INTO cautions (person_id, sealed_codes)
VALUES (:person_id, :sealed_codes)
ON CONFLICT (person_id) DO UPDATE SET sealed_codes = excluded.sealed_codes;

-- name: drop(person_id)!
-- Nothing is ticked any more.
DELETE FROM cautions WHERE person_id = :person_id;
