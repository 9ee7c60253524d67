-- The processes that have shards at Discord's gateway: no two have the same ones at once. Whoever waits for shards sees by
-- the beat, which changes with each renewal, that their holder lives.
CREATE TABLE shard_holders (
    holder TEXT NOT NULL PRIMARY KEY,
    first_shard BIGINT NOT NULL,
    -- The one behind the last.
    end_shard BIGINT NOT NULL,
    total BIGINT NOT NULL,
    beat BIGINT NOT NULL
);

-- When the next login at the gateway may be, for all processes together: Discord takes one in five seconds.
CREATE TABLE gateway_logins (
    id BIGINT NOT NULL PRIMARY KEY,
    free_at BIGINT NOT NULL
);
