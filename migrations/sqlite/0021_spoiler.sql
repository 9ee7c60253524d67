-- Whether a ritual's picture is hidden in Discord until somebody clicks on it.
ALTER TABLE rituals ADD COLUMN spoiler INTEGER NOT NULL DEFAULT 0;
