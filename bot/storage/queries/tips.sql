-- name: seen(person_id)
-- Every tip a person has been shown, when last, and what they said about it.
SELECT tip_id, seen_at, verdict FROM tips_seen WHERE person_id = :person_id;

-- name: mark_seen(person_id, tip_id, seen_at)!
-- A tip was shown; what was said about it stays.
INSERT INTO tips_seen (person_id, tip_id, seen_at)
VALUES (:person_id, :tip_id, :seen_at)
ON CONFLICT (person_id, tip_id) DO UPDATE SET seen_at = excluded.seen_at;

-- name: set_verdict(person_id, tip_id, verdict, seen_at)!
-- What the person says about a tip; when it was shown stays.
INSERT INTO tips_seen (person_id, tip_id, seen_at, verdict)
VALUES (:person_id, :tip_id, :seen_at, :verdict)
ON CONFLICT (person_id, tip_id) DO UPDATE SET verdict = excluded.verdict;
