-- What the operator holds back until he lets it go: 'rituals' (no new ones are accepted), 'rendering', or a destination.
CREATE TABLE holds (
    what TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    -- Who did it, in Discord.
    who INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;

-- Servers and people whose requests are refused. Discord's ids are unique among all that it has.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    who INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;

-- What the operator changed, in words. The ids sort by time.
CREATE TABLE operator_log (
    id TEXT PRIMARY KEY,
    who INTEGER NOT NULL,
    done TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Texts to all servers.
CREATE TABLE announcements (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    who INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- 'asked' until it is confirmed, 'listing' until every server stands in the list, 'sending', 'done'.
    state TEXT NOT NULL CHECK (state IN ('asked', 'listing', 'sending', 'done')),
    -- The last server in the list.
    listed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX announcements_open ON announcements (at, id) WHERE state IN ('listing', 'sending');

-- The servers that one goes to.
CREATE TABLE announced (
    announcement TEXT NOT NULL REFERENCES announcements (id),
    guild INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'failed')),
    -- Since when it may have arrived; none while it certainly was not sent.
    begun INTEGER,
    -- It is left alone until then: somebody tells it, or it waits.
    until INTEGER NOT NULL DEFAULT 0,
    -- The channel that it went to, or why it did not.
    channel INTEGER,
    reason TEXT,
    PRIMARY KEY (announcement, guild)
) STRICT;
CREATE INDEX announced_open ON announced (announcement, until, guild) WHERE state = 'waiting';
