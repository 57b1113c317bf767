-- name: put(chat_id, until_at)!
-- Leave a chat alone until then; a later moment stays.
INSERT INTO not_before (chat_id, until_at) VALUES (:chat_id, :until_at)
ON CONFLICT (chat_id) DO UPDATE SET until_at = excluded.until_at
WHERE excluded.until_at > not_before.until_at;

-- name: standing(now)
-- Every wait that is not over.
SELECT chat_id, until_at FROM not_before WHERE until_at > :now;

-- name: drop_past(now)!
-- Forget the waits that are over.
DELETE FROM not_before WHERE until_at <= :now;
