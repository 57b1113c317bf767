-- name: add_if_absent(code, person_id, slot_id, diary_on, zone, state, due_at, expires_at)^
-- A prompt for one diary day; nothing comes back when this slot has one for that day already.
INSERT INTO prompts (code, person_id, slot_id, diary_on, zone, state, due_at, expires_at)
VALUES (:code, :person_id, :slot_id, :diary_on, :zone, :state, :due_at, :expires_at)
ON CONFLICT (person_id, slot_id, diary_on) DO NOTHING
RETURNING *;

-- name: put_due(prompts)!
-- The same for some slots that fall due, counted and not shown; `prompts` is a JSON list of lists.
INSERT INTO prompts (code, person_id, slot_id, diary_on, zone, state, due_at, expires_at)
SELECT
    json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
    json_extract(value, '$[4]'), 'due', json_extract(value, '$[5]'), json_extract(value, '$[6]')
FROM json_each(:prompts)
WHERE true
ON CONFLICT (person_id, slot_id, diary_on) DO NOTHING;

-- name: find(prompt_id)^
-- One prompt by id.
SELECT * FROM prompts WHERE id = :prompt_id;

-- name: find_by_code(code)^
-- The prompt whose buttons carry this code.
SELECT * FROM prompts WHERE code = :code;

-- name: open_for_day(person_id, diary_on)^
-- The newest prompt of a day that can still be answered.
SELECT * FROM prompts
WHERE person_id = :person_id AND diary_on = :diary_on AND state IN ('due', 'claimed', 'sent', 'unknown')
ORDER BY id DESC
LIMIT 1;

-- name: known_days(days)
-- Those days for which anything was asked or answered; `days` is a JSON list of persons and days.
SELECT json_extract(value, '$[0]') AS person_id, json_extract(value, '$[1]') AS diary_on
FROM json_each(:days) AS day
WHERE EXISTS (
    SELECT 1 FROM prompts
    WHERE prompts.person_id = json_extract(day.value, '$[0]') AND prompts.diary_on = json_extract(day.value, '$[1]')
) OR EXISTS (
    SELECT 1 FROM checkins
    WHERE checkins.person_id = json_extract(day.value, '$[0]') AND checkins.diary_on = json_extract(day.value, '$[1]')
);

-- name: reopen(prompt_id)!
-- A prompt that was settled unanswered takes answers again, and so closes with its window.
UPDATE prompts SET state = 'sent', settled_at = NULL WHERE id = :prompt_id AND state IN ('skipped', 'missed', 'failed');

-- name: newest_for_day(person_id, diary_on)^
-- The newest prompt of a day, settled or not.
SELECT * FROM prompts WHERE person_id = :person_id AND diary_on = :diary_on ORDER BY id DESC LIMIT 1;

-- name: last_of_slot(slot_id)^
-- The latest diary day a slot has asked for, and when it was sent, or fell due if it never was.
SELECT diary_on, coalesce(sent_at, due_at) AS asked_at FROM prompts
WHERE slot_id = :slot_id
ORDER BY diary_on DESC
LIMIT 1;

-- name: claim(now, lease_until, limit)
-- Take prompts for sending until the lease runs out, the longest overdue first. Each claim is one attempt.
UPDATE prompts SET state = 'claimed', lease_until_at = :lease_until, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM prompts
    WHERE state IN ('due', 'unknown') AND due_at <= :now AND expires_at > :now
    ORDER BY due_at, id
    LIMIT :limit
)
RETURNING *;

-- name: settle_sent(prompt_id, message_id, now)!
-- Telegram took it. A prompt that was settled while it was on its way keeps its state and learns its message.
UPDATE prompts SET
    state = CASE WHEN state IN ('due', 'claimed', 'unknown') THEN 'sent' ELSE state END,
    message_id = :message_id, sent_at = :now, lease_until_at = NULL
WHERE id = :prompt_id;

-- name: settle(prompt_id, state, now)!
-- The end of a prompt. What is settled stays, except that a late answer may follow.
UPDATE prompts SET state = :state, settled_at = :now, lease_until_at = NULL
WHERE id = :prompt_id
    AND (state IN ('due', 'claimed', 'sent', 'unknown') OR (:state = 'answered' AND state <> 'answered'));

-- name: retry_at(prompt_id, due_at, attempts)!
-- It was certainly not sent: try again from this moment.
UPDATE prompts SET state = 'due', due_at = :due_at, attempts = :attempts, lease_until_at = NULL
WHERE id = :prompt_id AND state = 'claimed';

-- name: doubt(prompt_id, due_at)!
-- Nobody knows whether it was sent: it may be tried again from this moment.
UPDATE prompts SET state = 'unknown', due_at = :due_at, doubts = doubts + 1, lease_until_at = NULL
WHERE id = :prompt_id AND state = 'claimed';

-- name: release(prompt_id)!
-- Give a claim back untried.
UPDATE prompts SET
    state = CASE WHEN doubts > 0 THEN 'unknown' ELSE 'due' END, attempts = attempts - 1, lease_until_at = NULL
WHERE id = :prompt_id AND state = 'claimed';

-- name: snooze(prompt_id, until_at)!
-- Ask again at this moment, as if for the first time.
UPDATE prompts SET state = 'due', due_at = :until_at, attempts = 0, doubts = 0, lease_until_at = NULL
WHERE id = :prompt_id AND state IN ('due', 'claimed', 'sent', 'unknown');

-- name: take_back_expired_leases(now)!
-- Claims whose sender never came back: whether they were sent is unknown.
UPDATE prompts SET state = 'unknown', doubts = doubts + 1, lease_until_at = NULL
WHERE state = 'claimed' AND lease_until_at <= :now;

-- name: expired(now, limit)
-- Open prompts whose window is over, the oldest first.
SELECT * FROM prompts
WHERE state IN ('due', 'claimed', 'sent', 'unknown') AND expires_at <= :now
ORDER BY expires_at, id
LIMIT :limit;

-- name: offer_again(sent_before, now)!
-- Open questions whose taps may be lost are due once more; not for people on a break, nor for those out of reach.
UPDATE prompts SET state = 'due', due_at = :now, attempts = 0, doubts = 0
WHERE state IN ('due', 'claimed', 'sent', 'unknown') AND state = 'sent' AND expires_at > :now
    AND message_id IS NOT NULL AND sent_at <= :sent_before
    AND person_id IN (
        SELECT id FROM people WHERE unreachable_at IS NULL AND (paused_at IS NULL OR paused_until_at <= :now)
    );
