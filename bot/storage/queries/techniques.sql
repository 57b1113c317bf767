-- name: caution_of(person_id, technique_id)^
-- When a person read the cautions of a technique, and whether one of them applies.
SELECT seen_at, applies FROM cautions_seen WHERE person_id = :person_id AND technique_id = :technique_id;

-- name: mark_caution(person_id, technique_id, applies, seen_at)!
-- The cautions were read; the first time is kept, the newest word on whether they apply counts.
INSERT INTO cautions_seen (person_id, technique_id, applies, seen_at)
VALUES (:person_id, :technique_id, :applies, :seen_at)
ON CONFLICT (person_id, technique_id) DO UPDATE SET applies = excluded.applies;

-- name: hide(person_id, technique_id, hidden_at)!
-- A technique is not for this person.
INSERT INTO techniques_hidden (person_id, technique_id, hidden_at)
VALUES (:person_id, :technique_id, :hidden_at)
ON CONFLICT (person_id, technique_id) DO NOTHING;

-- name: bring_back(person_id, technique_id)!
-- A technique may be offered again, because the person asked for it.
DELETE FROM techniques_hidden WHERE person_id = :person_id AND technique_id = :technique_id;

-- name: hidden(person_id)
-- What is not for this person.
SELECT technique_id FROM techniques_hidden WHERE person_id = :person_id ORDER BY hidden_at, technique_id;
