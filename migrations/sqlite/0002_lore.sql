-- What each guild keeps between its rituals. A row stays for ever, so that a revision never comes twice.
CREATE TABLE lore (
    guild INTEGER PRIMARY KEY,
    -- Counts the changes. Whoever writes names the one that the new lore follows from.
    revision INTEGER NOT NULL,
    -- What the next ritual starts from, as JSON.
    field TEXT NOT NULL,
    -- How often each anomaly came in all rituals.
    flares INTEGER NOT NULL,
    voids INTEGER NOT NULL,
    echoes INTEGER NOT NULL,
    resonances INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

-- What of the guild's folklore turned with this ritual, such as 'flare-legend echo-hymn'.
ALTER TABLE rituals ADD COLUMN turns TEXT NOT NULL DEFAULT '';
