-- What the operator holds back until he lets it go: 'rituals' (no new ones are accepted), 'rendering', or a destination.
CREATE TABLE holds (
    what TEXT COLLATE "C" PRIMARY KEY,
    reason TEXT COLLATE "C" NOT NULL,
    -- Who did it, in Discord.
    who BIGINT NOT NULL,
    since BIGINT NOT NULL
);

-- Servers and people whose requests are refused. Discord's ids are unique among all that it has.
CREATE TABLE blocks (
    id BIGINT PRIMARY KEY,
    reason TEXT COLLATE "C" NOT NULL,
    who BIGINT NOT NULL,
    since BIGINT NOT NULL
);

-- What the operator changed, in words. The ids sort by time.
CREATE TABLE operator_log (
    id TEXT COLLATE "C" PRIMARY KEY,
    who BIGINT NOT NULL,
    done TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);

-- Texts to all servers.
CREATE TABLE announcements (
    id TEXT COLLATE "C" PRIMARY KEY,
    text TEXT COLLATE "C" NOT NULL,
    who BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- 'asked' until it is confirmed, 'listing' until every server stands in the list, 'sending', 'done'.
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'listing', 'sending', 'done')),
    -- The last server in the list.
    listed BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX announcements_open ON announcements (at, id) WHERE state IN ('listing', 'sending');

-- The servers that one goes to.
CREATE TABLE announced (
    announcement TEXT COLLATE "C" NOT NULL REFERENCES announcements (id),
    guild BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'failed')),
    -- Since when it may have arrived; none while it certainly was not sent.
    begun BIGINT,
    -- It is left alone until then: somebody tells it, or it waits.
    until BIGINT NOT NULL DEFAULT 0,
    -- The channel that it went to, or why it did not.
    channel BIGINT,
    reason TEXT COLLATE "C",
    PRIMARY KEY (announcement, guild)
);
CREATE INDEX announced_open ON announced (announcement, until, guild) WHERE state = 'waiting';
