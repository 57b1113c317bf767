-- name: begin(person_id, begun_at)!
-- A flare is on; one that is on already goes on.
INSERT INTO flares (person_id, begun_at) VALUES (:person_id, :begun_at)
ON CONFLICT (person_id) WHERE ended_at IS NULL DO NOTHING;

-- name: end(person_id, ended_at)!
-- The flare is over.
UPDATE flares SET ended_at = :ended_at WHERE person_id = :person_id AND ended_at IS NULL;

-- name: put_helped(flare_id, sealed)!
-- What helped in it.
UPDATE flares SET sealed_helped = :sealed WHERE id = :flare_id;

-- name: of_person(person_id)
-- A person's flares, the newest first.
SELECT * FROM flares WHERE person_id = :person_id ORDER BY begun_at DESC, id DESC;

-- name: note(person_id)$
-- The note to the flare self.
SELECT sealed_text FROM flare_notes WHERE person_id = :person_id;

-- name: put_note(person_id, sealed, written_at)!
-- The note as it now is.
INSERT INTO flare_notes (person_id, sealed_text, written_at) VALUES (:person_id, :sealed, :written_at)
ON CONFLICT (person_id) DO UPDATE SET sealed_text = excluded.sealed_text, written_at = excluded.written_at;
