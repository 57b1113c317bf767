-- name: put_if_new(update_id, lane, sealed_update, received_at)!
-- Keep an update; nothing happens when its id is known already, handled or not.
INSERT INTO inbox (update_id, lane, sealed_update, received_at, state)
VALUES (:update_id, :lane, :sealed_update, :received_at, 'waiting')
ON CONFLICT (update_id) DO NOTHING;

-- name: put_aside(sealed_update, received_at, error_id)!
-- Keep something that is no update at all, for the operator to look at.
INSERT INTO inbox (sealed_update, received_at, state, error_id)
VALUES (:sealed_update, :received_at, 'quarantined', :error_id);

-- name: waiting()
-- Everything that is not handled, in the order it came.
SELECT update_id, sealed_update, attempts FROM inbox WHERE state = 'waiting' ORDER BY id;

-- name: count(state)$
-- How many updates are in one state.
SELECT count(*) FROM inbox WHERE state = :state;

-- name: handled(update_id, nothing)!
-- Its work is committed: only the id stays.
UPDATE inbox SET state = 'handled', lane = NULL, sealed_update = :nothing
WHERE update_id = :update_id AND state = 'waiting';

-- name: mark_counted(update_id)!
-- What it says is in the diary, from the same transaction on.
UPDATE inbox SET is_counted = 1 WHERE update_id = :update_id;

-- name: is_counted(update_id)$
-- Whether what it says is in the diary; nothing comes back for an update that was never kept.
SELECT is_counted FROM inbox WHERE update_id = :update_id;

-- name: failed(update_id, attempts)!
-- One more handler failed on it.
UPDATE inbox SET attempts = :attempts WHERE update_id = :update_id;

-- name: quarantine(update_id, attempts, error_id)!
-- It is not tried again; it stays for the operator, under the error id that the log shows.
UPDATE inbox SET state = 'quarantined', attempts = :attempts, error_id = :error_id
WHERE update_id = :update_id AND state = 'waiting';

-- name: quarantine_wordless(update_id, attempts, error_id, nothing)!
-- The same for what may lie nowhere: only that something failed stays.
UPDATE inbox SET state = 'quarantined', attempts = :attempts, error_id = :error_id, lane = NULL, sealed_update = :nothing
WHERE update_id = :update_id AND state = 'waiting';

-- name: forget(lane)!
-- Whatever one person sent and is still here.
DELETE FROM inbox WHERE lane = :lane;

-- name: drop_old(state, before)!
-- Let go of what came before a moment and is in one state.
DELETE FROM inbox WHERE received_at < :before AND state = :state;
