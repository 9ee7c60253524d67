-- Whether the ritual is to be shown in motion as well.
ALTER TABLE rituals ADD COLUMN motion BOOLEAN NOT NULL DEFAULT FALSE;
-- The facts of the file that shows it in motion, as JSON, once it is rendered.
ALTER TABLE rituals ADD COLUMN motion_file TEXT;
