-- Whether a kept update has had its effect already: a typed line that is handled again after a crash counts once.

ALTER TABLE inbox ADD COLUMN is_counted INTEGER NOT NULL DEFAULT 0 CHECK (is_counted IN (0, 1));
