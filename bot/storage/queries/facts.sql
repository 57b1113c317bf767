-- name: get(key)$
-- What is known under this name.
SELECT value FROM facts WHERE key = :key;

-- name: put(key, value)!
-- Know this under that name.
INSERT INTO facts (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
