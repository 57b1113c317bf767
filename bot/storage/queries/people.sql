-- name: find(person_id)^
-- One person by id, with the evening check-in time; nobody without a standing consent.
SELECT people.*, slots.wall_time AS checkin_time
FROM people
LEFT JOIN slots ON slots.person_id = people.id AND slots.name = 'evening'
WHERE people.id = :person_id
    AND EXISTS (SELECT 1 FROM consents WHERE consents.person_id = people.id AND consents.withdrawn_at IS NULL);

-- name: find_by_chat(chat_id)^
-- One person by Telegram chat, with the evening check-in time; nobody without a standing consent.
SELECT people.*, slots.wall_time AS checkin_time
FROM people
LEFT JOIN slots ON slots.person_id = people.id AND slots.name = 'evening'
WHERE people.chat_id = :chat_id
    AND EXISTS (SELECT 1 FROM consents WHERE consents.person_id = people.id AND consents.withdrawn_at IS NULL);

-- name: by_ids(ids)
-- Some people at once; `ids` is a JSON list.
SELECT people.*, NULL AS checkin_time FROM people WHERE id IN (SELECT value FROM json_each(:ids));

-- name: tracked(person_id)
-- The symptoms a person follows, in their own order.
SELECT symptom_id FROM tracked_symptoms WHERE person_id = :person_id ORDER BY position;

-- name: add(chat_id, language, joined_at)$
-- A new person; no id comes back when the chat is known already.
INSERT INTO people (chat_id, language, joined_at)
VALUES (:chat_id, :language, :joined_at)
ON CONFLICT (chat_id) DO NOTHING
RETURNING id;

-- name: id_of_chat(chat_id)$
-- The id behind a chat, consent or not.
SELECT id FROM people WHERE chat_id = :chat_id;

-- name: add_consent(person_id, version, language, given_at)!
-- Agreement to one version of the text; agreeing again to the same one changes nothing.
INSERT INTO consents (person_id, version, language, given_at)
VALUES (:person_id, :version, :language, :given_at)
ON CONFLICT (person_id, version) WHERE withdrawn_at IS NULL DO NOTHING;

-- name: withdraw_consent(person_id, withdrawn_at)!
-- End every standing agreement; the record of it stays.
UPDATE consents SET withdrawn_at = :withdrawn_at
WHERE person_id = :person_id AND withdrawn_at IS NULL;

-- name: consent_version(person_id)$
-- The newest version of the text that a person agreed to and did not take back.
SELECT max(version) FROM consents WHERE person_id = :person_id AND withdrawn_at IS NULL;

-- name: set_zone(person_id, zone)!
-- Where the person's clock is.
UPDATE people SET zone = :zone WHERE id = :person_id;

-- name: set_language(person_id, language)!
-- The language the person reads.
UPDATE people SET language = :language WHERE id = :person_id;

-- name: set_large_buttons(person_id, large_buttons)!
-- Fewer, larger score buttons: 1 or 0.
UPDATE people SET large_buttons = :large_buttons WHERE id = :person_id;

-- name: set_weekly_topic(person_id, weekly_topic)!
-- Tips from one shelf a week: 1 or 0.
UPDATE people SET weekly_topic = :weekly_topic WHERE id = :person_id;

-- name: drop_tracked(person_id)!
-- Empty the list of followed symptoms, before it is written anew.
DELETE FROM tracked_symptoms WHERE person_id = :person_id;

-- name: add_tracked(person_id, position, symptom_id)!
-- One followed symptom at its place.
INSERT INTO tracked_symptoms (person_id, position, symptom_id)
VALUES (:person_id, :position, :symptom_id);

-- name: expect(person_id, kind, about)!
-- What the next typed line means.
UPDATE people SET expecting_kind = :kind, expecting_about = :about WHERE id = :person_id;

-- name: pause(person_id, since_at, until_at)!
-- Silence from one moment, to another or until the person says.
UPDATE people SET paused_at = :since_at, paused_until_at = :until_at WHERE id = :person_id;

-- name: set_flare(person_id, since_at)!
-- When the person's own flare began; NULL when they say it is over.
UPDATE people SET flare_since_at = :since_at WHERE id = :person_id;

-- name: set_unreachable(person_id, unreachable_at)!
-- Since when Telegram refuses messages to this chat; NULL when it takes them.
UPDATE people SET unreachable_at = :unreachable_at WHERE id = :person_id;

-- name: forget(person_id)!
-- Everything about a person; the other tables follow by cascade.
DELETE FROM people WHERE id = :person_id;

-- name: count()$
-- How many people have a standing consent.
SELECT count(DISTINCT person_id) FROM consents WHERE withdrawn_at IS NULL;
