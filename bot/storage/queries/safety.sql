-- name: country(person_id)$
-- The sealed country of a person, if they chose one.
SELECT sealed_country FROM people WHERE id = :person_id;

-- name: set_country(person_id, sealed_country)!
-- The country whose lines the person is shown.
UPDATE people SET sealed_country = :sealed_country WHERE id = :person_id;

-- name: rest(person_id, until_at)!
-- Prompts and tips rest until this moment; NULL ends the rest.
UPDATE people SET rest_until_at = :until_at WHERE id = :person_id;

-- name: look_in(person_id, at)!
-- Ask once at this moment how the person is; NULL takes it back.
UPDATE people SET look_in_at = :at WHERE id = :person_id;

-- name: take_look_ins(now, limit)
-- Whoever asked to be looked in on by now, each given out once; nobody without a standing consent.
UPDATE people SET look_in_at = NULL
WHERE id IN (SELECT id FROM people WHERE look_in_at <= :now ORDER BY look_in_at, id LIMIT :limit)
RETURNING id;

-- name: remind(person_id, diary_on, before)!
-- Say once what Ebb is not, on this day's receipt, to somebody who agreed long enough ago and was not told since.
UPDATE people SET reminded_on = :diary_on
WHERE id = :person_id AND reminded_on IS NULL
    AND (
        SELECT min(given_at) FROM consents WHERE consents.person_id = people.id AND consents.withdrawn_at IS NULL
    ) <= :before;

-- name: reminded_on(person_id)$
-- The diary day whose receipt says so.
SELECT reminded_on FROM people WHERE id = :person_id;
