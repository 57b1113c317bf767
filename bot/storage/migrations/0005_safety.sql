-- What a crisis asks to be remembered: the country whose lines to show (sealed), until when prompts and tips rest, and
-- when to look in once. Also the diary day whose receipt said once more what Ebb is not.

ALTER TABLE people ADD COLUMN sealed_country BLOB;
ALTER TABLE people ADD COLUMN rest_until_at INTEGER;
ALTER TABLE people ADD COLUMN look_in_at INTEGER;
ALTER TABLE people ADD COLUMN reminded_on TEXT;

CREATE INDEX people_look_in ON people (look_in_at) WHERE look_in_at IS NOT NULL;
