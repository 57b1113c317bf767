-- name: find(person_id, diary_on, kind)^
-- One diary day, taken back or not.
SELECT * FROM checkins WHERE person_id = :person_id AND diary_on = :diary_on AND kind = :kind;

-- name: find_by_id(checkin_id)^
-- One check-in by id.
SELECT * FROM checkins WHERE id = :checkin_id;

-- name: latest(person_id)^
-- The check-in of the latest diary day, finished or not.
SELECT * FROM checkins WHERE person_id = :person_id ORDER BY diary_on DESC, begun_at DESC, id DESC LIMIT 1;

-- name: save(person_id, diary_on, kind, zone, sealed_feeling, plan, asking, begun_at, finished_at, undone_at, tip_id)$
-- Begin a diary day or write its present state; answers and notes are kept apart.
INSERT INTO checkins (
    person_id, diary_on, kind, zone, sealed_feeling, plan, asking, begun_at, finished_at, undone_at, tip_id
)
VALUES (
    :person_id, :diary_on, :kind, :zone, :sealed_feeling, :plan, :asking, :begun_at, :finished_at, :undone_at, :tip_id
)
ON CONFLICT (person_id, diary_on, kind) DO UPDATE SET
    zone = excluded.zone, sealed_feeling = excluded.sealed_feeling, plan = excluded.plan, asking = excluded.asking,
    begun_at = excluded.begun_at, finished_at = excluded.finished_at, undone_at = excluded.undone_at,
    tip_id = excluded.tip_id
RETURNING id;

-- name: find_wording(symptom_id, language, question, low_anchor, high_anchor)$
-- The id of a question exactly as it was put.
SELECT id FROM wordings
WHERE symptom_id = :symptom_id AND language = :language AND question = :question
    AND low_anchor = :low_anchor AND high_anchor = :high_anchor;

-- name: add_wording(symptom_id, language, question, low_anchor, high_anchor)$
-- Keep a question as it is put today; one that is there already gives its id.
INSERT INTO wordings (symptom_id, language, question, low_anchor, high_anchor)
VALUES (:symptom_id, :language, :question, :low_anchor, :high_anchor)
ON CONFLICT (symptom_id, language, question, low_anchor, high_anchor) DO UPDATE SET symptom_id = excluded.symptom_id
RETURNING id;

-- name: put_answer(checkin_id, symptom_id, wording_id, sealed_value, answered_at)!
-- One answer; a second one to the same question replaces it.
INSERT INTO answers (checkin_id, symptom_id, wording_id, sealed_value, answered_at)
VALUES (:checkin_id, :symptom_id, :wording_id, :sealed_value, :answered_at)
ON CONFLICT (checkin_id, symptom_id) DO UPDATE SET
    wording_id = excluded.wording_id, sealed_value = excluded.sealed_value, answered_at = excluded.answered_at;

-- name: answers(checkin_id)
-- The answers of one check-in, in the order they were given.
SELECT symptom_id, sealed_value, answered_at FROM answers WHERE checkin_id = :checkin_id
ORDER BY answered_at, symptom_id;

-- name: wording_of_answer(checkin_id, symptom_id)^
-- The words in which an answered question was put.
SELECT wordings.* FROM answers
JOIN wordings ON wordings.id = answers.wording_id
WHERE answers.checkin_id = :checkin_id AND answers.symptom_id = :symptom_id;

-- name: erase_answers(checkin_id)!
-- Every answer of one check-in, for beginning the day again.
DELETE FROM answers WHERE checkin_id = :checkin_id;

-- name: answers_between(person_id, first_on, last_on)
-- The answers of finished days that were not taken back, oldest first; both ends belong.
SELECT checkins.diary_on, answers.checkin_id, answers.symptom_id, answers.sealed_value
FROM checkins
JOIN answers ON answers.checkin_id = checkins.id
WHERE checkins.person_id = :person_id AND checkins.diary_on BETWEEN :first_on AND :last_on
    AND checkins.finished_at IS NOT NULL AND checkins.undone_at IS NULL
ORDER BY checkins.diary_on, answers.checkin_id, answers.symptom_id;

-- name: finished_days(person_id, first_on, last_on)
-- The diary days with a finished check-in that was not taken back, oldest first; both ends belong.
SELECT DISTINCT diary_on FROM checkins
WHERE person_id = :person_id AND diary_on BETWEEN :first_on AND :last_on
    AND finished_at IS NOT NULL AND undone_at IS NULL
ORDER BY diary_on;

-- name: count_finished(person_id)$
-- How many check-ins a person has finished and not taken back.
SELECT count(*) FROM checkins
WHERE person_id = :person_id AND finished_at IS NOT NULL AND undone_at IS NULL;

-- name: add_note(checkin_id, person_id, sealed_text, written_at, message_id)$
-- A note; one that came from the same message gives no id.
INSERT INTO notes (checkin_id, person_id, sealed_text, written_at, message_id)
VALUES (:checkin_id, :person_id, :sealed_text, :written_at, :message_id)
ON CONFLICT (person_id, message_id) DO NOTHING
RETURNING id;

-- name: notes(checkin_id)
-- The notes of one check-in, in the order they were written.
SELECT * FROM notes WHERE checkin_id = :checkin_id ORDER BY written_at, id;

-- name: note_of_message(person_id, message_id)^
-- The note that a person's message became.
SELECT * FROM notes WHERE person_id = :person_id AND message_id = :message_id;

-- name: change_note(note_id, sealed_text)!
-- Other words in the same place.
UPDATE notes SET sealed_text = :sealed_text WHERE id = :note_id;
