-- Whose a job is: the server's that its ritual was asked for in; in direct messages whose who asked, as Discord's ids are
-- unique among all that it has; nobody's on the command line. Members are told of their own.
ALTER TABLE jobs ADD COLUMN owner BIGINT;
UPDATE jobs SET owner = COALESCE(rituals.guild, CASE WHEN origin::json ->> 'guild' IS NULL
        AND (origin::json ->> 'user')::NUMERIC <= 9223372036854775807 THEN (origin::json ->> 'user')::BIGINT END)
    FROM rituals WHERE rituals.id = jobs.ritual;
CREATE INDEX jobs_open_by_owner ON jobs (owner, kind, ritual) WHERE state <> 'done';
CREATE INDEX jobs_done_by_owner ON jobs (owner, kind, destination) WHERE state = 'done';
