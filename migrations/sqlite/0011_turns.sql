-- Who asked, as the members of a server take turns with one another; 0 on the command line, and so its owner.
UPDATE jobs SET owner = 0 WHERE owner IS NULL;
ALTER TABLE jobs ADD COLUMN member INTEGER NOT NULL DEFAULT 0;
-- Which of its lane's lines it stands in: 0, or 1 for what gives way, such as large pictures and edits.
ALTER TABLE jobs ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
-- It waits until the picture is rendered.
ALTER TABLE jobs ADD COLUMN waits INTEGER NOT NULL DEFAULT FALSE;
-- The turn of the owner in the line, and of the member in the server; none unless it stands in the line.
ALTER TABLE jobs ADD COLUMN turn INTEGER;
ALTER TABLE jobs ADD COLUMN member_turn INTEGER;

UPDATE jobs SET member = (SELECT json_extract(rituals.origin, '$.user') FROM rituals WHERE rituals.id = jobs.ritual)
    WHERE state <> 'done' AND EXISTS (SELECT 1 FROM rituals WHERE rituals.id = jobs.ritual AND typeof(json_extract(rituals.origin, '$.user')) = 'integer');
UPDATE jobs SET line = 1
    WHERE kind = 'post' AND EXISTS (SELECT 1 FROM rituals
        WHERE rituals.id = jobs.ritual AND rituals.posted_message IS NOT NULL);
UPDATE jobs SET waits = TRUE
    WHERE state = 'ready' AND kind <> 'render'
    AND EXISTS (SELECT 1 FROM rituals WHERE rituals.id = jobs.ritual AND rituals.pixels IS NULL)
    AND NOT (kind = 'post' AND EXISTS (SELECT 1 FROM jobs AS render
        WHERE render.ritual = jobs.ritual AND render.kind = 'render' AND render.state = 'dead'));

-- The line: whose turn it is, the last turn of an owner, and the same for members.
CREATE INDEX jobs_turn ON jobs (kind, destination, line, turn, id) WHERE turn IS NOT NULL;
CREATE INDEX jobs_turn_of_owner ON jobs (kind, destination, line, owner, turn) WHERE turn IS NOT NULL;
CREATE INDEX jobs_turn_of_members ON jobs (kind, destination, line, owner, member_turn, id) WHERE turn IS NOT NULL;
CREATE INDEX jobs_turn_of_member ON jobs (kind, destination, line, owner, member, member_turn)
    WHERE turn IS NOT NULL;
-- Those that are not in the line yet, and those that somebody works on.
CREATE INDEX jobs_put_off ON jobs (kind, destination, line, run_at, id)
    WHERE state = 'ready' AND turn IS NULL AND NOT waits;
CREATE INDEX jobs_leased_in_line ON jobs (kind, destination, line, lease_until, id) WHERE state = 'leased';
