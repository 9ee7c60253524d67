-- Whose a job is: the server's that its ritual was asked for in; in direct messages whose who asked, as Discord's ids are
-- unique among all that it has; nobody's on the command line. Members are told of their own.
ALTER TABLE jobs ADD COLUMN owner INTEGER;
UPDATE jobs SET owner = (SELECT COALESCE(guild, CASE WHEN typeof(json_extract(origin, '$.user')) = 'integer'
        AND json_extract(origin, '$.guild') IS NULL THEN json_extract(origin, '$.user') END)
    FROM rituals WHERE rituals.id = jobs.ritual);
CREATE INDEX jobs_open_by_owner ON jobs (owner, kind, ritual) WHERE state <> 'done';
CREATE INDEX jobs_done_by_owner ON jobs (owner, kind, destination) WHERE state = 'done';
