-- Objects that another program had put at a destination, and that were taken over.
CREATE TABLE adopted (
    destination TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    adopted BIGINT NOT NULL,
    PRIMARY KEY (destination, path)
);

-- Where a guild's rituals go, for guilds that chose; in the order of `place`.
CREATE TABLE guild_destinations (
    guild BIGINT NOT NULL,
    destination TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (guild, destination)
);

-- What the operator is told: once when a destination is paused, once when it works again.
CREATE TABLE alarms (
    id TEXT COLLATE "C" PRIMARY KEY,
    destination TEXT COLLATE "C" NOT NULL,
    -- Why it is paused; none when it works again.
    reason TEXT,
    raised BIGINT NOT NULL,
    -- Until when somebody is about to tell it.
    held_until BIGINT,
    told BIGINT
);

CREATE INDEX alarms_untold ON alarms (raised, id) WHERE told IS NULL;
CREATE INDEX alarms_by_destination ON alarms (destination, raised, id);
