-- The processes that have shards at Discord's gateway: no two have the same ones at once. Whoever waits for shards sees by
-- the beat, which changes with each renewal, that their holder lives.
CREATE TABLE shard_holders (
    holder TEXT NOT NULL PRIMARY KEY,
    first_shard INTEGER NOT NULL,
    -- The one behind the last.
    end_shard INTEGER NOT NULL,
    total INTEGER NOT NULL,
    beat INTEGER NOT NULL
) STRICT;

-- When the next login at the gateway may be, for all processes together: Discord takes one in five seconds.
CREATE TABLE gateway_logins (
    id INTEGER NOT NULL PRIMARY KEY,
    free_at INTEGER NOT NULL
) STRICT;
