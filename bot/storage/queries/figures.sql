-- name: people(active_since)^
-- People who agreed, those of them who checked in lately, and those whose chat takes no messages.
SELECT
    count(*) AS people,
    coalesce(sum(CASE WHEN EXISTS (
        SELECT 1 FROM checkins WHERE checkins.person_id = people.id AND checkins.begun_at >= :active_since
    ) THEN 1 ELSE 0 END), 0) AS active,
    coalesce(sum(CASE WHEN people.unreachable_at IS NULL THEN 0 ELSE 1 END), 0) AS unreachable
FROM people
WHERE EXISTS (SELECT 1 FROM consents WHERE consents.person_id = people.id AND consents.withdrawn_at IS NULL);

-- name: prompts(since)^
-- What became of prompts since a moment.
SELECT
    coalesce(sum(CASE WHEN sent_at >= :since THEN 1 ELSE 0 END), 0) AS sent,
    coalesce(sum(CASE WHEN state = 'answered' AND settled_at >= :since THEN 1 ELSE 0 END), 0) AS answered,
    coalesce(sum(CASE WHEN state = 'expired' AND settled_at >= :since THEN 1 ELSE 0 END), 0) AS expired
FROM prompts
WHERE sent_at >= :since OR settled_at >= :since;

-- name: dead_prompts(since)$
-- Prompts that never arrived although their person can be reached.
SELECT count(*) FROM prompts JOIN people ON people.id = prompts.person_id
WHERE prompts.state = 'failed' AND prompts.settled_at >= :since AND people.unreachable_at IS NULL;
