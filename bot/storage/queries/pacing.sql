-- name: profile(person_id)$
-- What holds for all pacing of one person.
SELECT sealed_profile FROM pacing_profiles WHERE person_id = :person_id;

-- name: put_profile(person_id, sealed)!
-- What holds from now on.
INSERT INTO pacing_profiles (person_id, sealed_profile) VALUES (:person_id, :sealed)
ON CONFLICT (person_id) DO UPDATE SET sealed_profile = excluded.sealed_profile;

-- name: add_activity(person_id, begun_at)$
-- A new activity; what it is follows once it has an id to be sealed for.
INSERT INTO activities (person_id, begun_at) VALUES (:person_id, :begun_at) RETURNING id;

-- name: put_activity(activity_id, sealed)!
-- The activity as it now is.
UPDATE activities SET sealed_activity = :sealed WHERE id = :activity_id;

-- name: end_activity(activity_id, ended_at)!
-- Not paced any more; its days stay.
UPDATE activities SET ended_at = :ended_at WHERE id = :activity_id AND ended_at IS NULL;

-- name: activities(person_id)
-- What one person paces, in the order it was begun.
SELECT * FROM activities WHERE person_id = :person_id AND ended_at IS NULL ORDER BY id;

-- name: put_day(activity_id, diary_on, sealed)!
-- How one day went; a second word replaces the first.
INSERT INTO activity_days (activity_id, diary_on, sealed_day) VALUES (:activity_id, :diary_on, :sealed)
ON CONFLICT (activity_id, diary_on) DO UPDATE SET sealed_day = excluded.sealed_day;

-- name: days(activity_id, first_on, last_on)
-- How the days of a span went, both ends included.
SELECT diary_on, sealed_day FROM activity_days
WHERE activity_id = :activity_id AND diary_on BETWEEN :first_on AND :last_on ORDER BY diary_on;

-- name: put_energy(person_id, diary_on, sealed)!
-- The energy of one day, as it now is.
INSERT INTO energy_days (person_id, diary_on, sealed_day) VALUES (:person_id, :diary_on, :sealed)
ON CONFLICT (person_id, diary_on) DO UPDATE SET sealed_day = excluded.sealed_day;

-- name: energy(person_id, first_on, last_on)
-- The energy of a span of days, both ends included.
SELECT diary_on, sealed_day FROM energy_days
WHERE person_id = :person_id AND diary_on BETWEEN :first_on AND :last_on ORDER BY diary_on;

-- name: mark_big(person_id, diary_on, marked_at)!
-- More was done than planned; marking it twice changes nothing.
INSERT INTO big_days (person_id, diary_on, marked_at) VALUES (:person_id, :diary_on, :marked_at)
ON CONFLICT (person_id, diary_on) DO NOTHING;

-- name: tell_payback(person_id, diary_on, sealed)!
-- How it was two days later.
UPDATE big_days SET sealed_payback = :sealed WHERE person_id = :person_id AND diary_on = :diary_on;

-- name: big_days(person_id, first_on)
-- Big days since a date, the oldest first.
SELECT diary_on, sealed_payback FROM big_days
WHERE person_id = :person_id AND diary_on >= :first_on ORDER BY diary_on;
