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

-- name: drop_activity_days(first_on)!
-- How activities went on days before this one.
DELETE FROM activity_days WHERE diary_on < :first_on;

-- name: drop_energy_days(first_on)!
-- The energy of days before this one.
DELETE FROM energy_days WHERE diary_on < :first_on;

-- name: drop_big_days(first_on)!
-- Big days before this one.
DELETE FROM big_days WHERE diary_on < :first_on;

-- name: drop_sittings(moment)!
-- Sittings that ended before this moment.
DELETE FROM sittings WHERE ended_at < :moment;

-- name: drop_flares(moment)!
-- Flares that ended before this moment.
DELETE FROM flares WHERE ended_at < :moment;

-- name: drop_activities(moment)!
-- What nobody has paced since before this moment.
DELETE FROM activities WHERE ended_at < :moment;

-- name: drop_alarms(moment)!
-- What rang before this moment.
DELETE FROM alarms WHERE settled_at < :moment;
