-- Whether a ritual's picture is hidden in Discord until somebody clicks on it.
ALTER TABLE rituals ADD COLUMN spoiler BOOLEAN NOT NULL DEFAULT FALSE;
