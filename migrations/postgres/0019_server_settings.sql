-- What a server has set for itself, a row for each setting as it is written; what it has not set has no row.
CREATE TABLE server_settings (
    guild BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild, name)
);
INSERT INTO server_settings (guild, name, value) SELECT id, 'prefix', prefix FROM guilds WHERE prefix IS NOT NULL;
INSERT INTO server_settings (guild, name, value) SELECT id, 'language', language FROM guilds WHERE language IS NOT NULL;
INSERT INTO server_settings (guild, name, value)
    SELECT guild, 'destinations', string_agg(destination, ', ' ORDER BY place)
    FROM guild_destinations GROUP BY guild;
ALTER TABLE guilds DROP COLUMN prefix;
ALTER TABLE guilds DROP COLUMN language;
DROP TABLE guild_destinations;
-- Since when the bot is not there any more. After a while such a server is forgotten, with what it has set.
ALTER TABLE guilds ADD COLUMN left_at BIGINT;
CREATE INDEX guilds_by_leaving ON guilds (left_at) WHERE left_at IS NOT NULL;
INSERT INTO guilds (id) SELECT DISTINCT guild FROM server_settings WHERE TRUE ON CONFLICT DO NOTHING;

-- Who changed what, the last of each server. None stands for the default.
CREATE TABLE settings_log (
    guild BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person BIGINT NOT NULL,
    name TEXT NOT NULL,
    was TEXT,
    became TEXT,
    PRIMARY KEY (guild, number)
);
-- What somebody wants to import and has not confirmed yet: one for each person in each server.
CREATE TABLE settings_drafts (
    guild BIGINT NOT NULL,
    person BIGINT NOT NULL,
    id TEXT NOT NULL,
    made BIGINT NOT NULL,
    draft TEXT NOT NULL,
    PRIMARY KEY (guild, person)
);
CREATE INDEX settings_drafts_by_time ON settings_drafts (made);

-- How many rituals were asked for in a day (counted from 1970-01-01 UTC), and when the last was. The owner is a server, or
-- somebody in private; member 0 stands for the server as a whole.
CREATE TABLE asked (
    owner BIGINT NOT NULL,
    member BIGINT NOT NULL,
    day BIGINT NOT NULL,
    rituals BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (owner, member)
);
CREATE INDEX asked_by_day ON asked (day);
-- The day for which a ritual is counted; none where it never was, or was given back.
ALTER TABLE rituals ADD COLUMN counted_on BIGINT;
-- What of a person waits to be shown.
CREATE INDEX jobs_to_be_shown ON jobs (owner, member)
    WHERE kind = 'post' AND line = 0 AND state IN ('ready', 'leased');
