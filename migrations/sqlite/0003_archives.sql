-- Objects that another program had put at a destination, and that were taken over.
CREATE TABLE adopted (
    destination TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    adopted INTEGER NOT NULL,
    PRIMARY KEY (destination, path)
) STRICT;

-- Where a guild's rituals go, for guilds that chose; in the order of `place`.
CREATE TABLE guild_destinations (
    guild INTEGER NOT NULL,
    destination TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (guild, destination)
) STRICT;

-- What the operator is told: once when a destination is paused, once when it works again.
CREATE TABLE alarms (
    id TEXT PRIMARY KEY,
    destination TEXT NOT NULL,
    -- Why it is paused; none when it works again.
    reason TEXT,
    raised INTEGER NOT NULL,
    -- Until when somebody is about to tell it.
    held_until INTEGER,
    told INTEGER
) STRICT;

CREATE INDEX alarms_untold ON alarms (raised, id) WHERE told IS NULL;
CREATE INDEX alarms_by_destination ON alarms (destination, raised, id);
