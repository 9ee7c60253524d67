-- What each guild keeps between its rituals. A row stays for ever, so that a revision never comes twice.
CREATE TABLE lore (
    guild BIGINT PRIMARY KEY,
    -- Counts the changes. Whoever writes names the one that the new lore follows from.
    revision BIGINT NOT NULL,
    -- What the next ritual starts from, as JSON.
    field TEXT NOT NULL,
    -- How often each anomaly came in all rituals.
    flares BIGINT NOT NULL,
    voids BIGINT NOT NULL,
    echoes BIGINT NOT NULL,
    resonances BIGINT NOT NULL,
    changed BIGINT NOT NULL
);

-- What of the guild's folklore turned with this ritual, such as 'flare-legend echo-hymn'.
ALTER TABLE rituals ADD COLUMN turns TEXT NOT NULL DEFAULT '';
