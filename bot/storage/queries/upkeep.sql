-- name: shredded()
-- Keys of forgotten people that may still be in the key file.
SELECT key_id FROM shredded_keys ORDER BY key_id;

-- name: drop_shredded(key_id)!
-- It is gone from there too.
DELETE FROM shredded_keys WHERE key_id = :key_id;

-- name: drop_checkins(first_on, limit)!
-- Some check-ins of days before this one; answers and notes follow by cascade.
DELETE FROM checkins WHERE id IN (SELECT id FROM checkins WHERE diary_on < :first_on LIMIT :limit);

-- name: drop_prompts(first_on, limit)!
-- Some prompts of days before this one.
DELETE FROM prompts WHERE id IN (SELECT id FROM prompts WHERE diary_on < :first_on LIMIT :limit);
