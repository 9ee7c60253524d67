-- What a server has set for itself, a row for each setting as it is written; what it has not set has no row.
CREATE TABLE server_settings (
    guild INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild, name)
);
INSERT INTO server_settings (guild, name, value) SELECT id, 'prefix', prefix FROM guilds WHERE prefix IS NOT NULL;
INSERT INTO server_settings (guild, name, value) SELECT id, 'language', language FROM guilds WHERE language IS NOT NULL;
INSERT INTO server_settings (guild, name, value)
    SELECT guild, 'destinations', group_concat(destination, ', ')
    FROM (SELECT guild, destination FROM guild_destinations ORDER BY guild, place) GROUP BY guild;
ALTER TABLE guilds DROP COLUMN prefix;
ALTER TABLE guilds DROP COLUMN language;
DROP TABLE guild_destinations;
-- Since when the bot is not there any more. After a while such a server is forgotten, with what it has set.
ALTER TABLE guilds ADD COLUMN left_at INTEGER;
CREATE INDEX guilds_by_leaving ON guilds (left_at) WHERE left_at IS NOT NULL;
INSERT INTO guilds (id) SELECT DISTINCT guild FROM server_settings WHERE TRUE ON CONFLICT DO NOTHING;

-- Who changed what, the last of each server. None stands for the default.
CREATE TABLE settings_log (
    guild INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    person INTEGER NOT NULL,
    name TEXT NOT NULL,
    was TEXT,
    became TEXT,
    PRIMARY KEY (guild, number)
);
-- What somebody wants to import and has not confirmed yet: one for each person in each server.
CREATE TABLE settings_drafts (
    guild INTEGER NOT NULL,
    person INTEGER NOT NULL,
    id TEXT NOT NULL,
    made INTEGER NOT NULL,
    draft TEXT NOT NULL,
    PRIMARY KEY (guild, person)
);
CREATE INDEX settings_drafts_by_time ON settings_drafts (made);

-- How many rituals were asked for in a day (counted from 1970-01-01 UTC), and when the last was. The owner is a server, or
-- somebody in private; member 0 stands for the server as a whole.
CREATE TABLE asked (
    owner INTEGER NOT NULL,
    member INTEGER NOT NULL,
    day INTEGER NOT NULL,
    rituals INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (owner, member)
);
CREATE INDEX asked_by_day ON asked (day);
-- The day for which a ritual is counted; none where it never was, or was given back.
ALTER TABLE rituals ADD COLUMN counted_on INTEGER;
-- What of a person waits to be shown.
CREATE INDEX jobs_to_be_shown ON jobs (owner, member)
    WHERE kind = 'post' AND line = 0 AND state IN ('ready', 'leased');
