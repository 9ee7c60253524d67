-- How many rituals, open jobs and copies there are. Triggers keep the numbers up in the transaction that changes what is
-- counted, so that telling them takes one look however many there are.
CREATE TABLE tallies (
    -- 'ritual', 'copy', or the kind of a job.
    subject TEXT NOT NULL,
    destination TEXT NOT NULL,
    -- A job that is not done is 'waiting', 'put-off' once it failed and waits for its next try, or 'dead'; a copy is
    -- 'standing' or 'lost'.
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (subject, destination, state)
) STRICT, WITHOUT ROWID;

INSERT INTO tallies SELECT 'ritual', '', '', COUNT(*) FROM rituals;
INSERT INTO tallies
    SELECT kind, destination, CASE WHEN state = 'dead' THEN 'dead' WHEN state = 'ready' AND class IS NOT NULL THEN 'put-off'
        ELSE 'waiting' END AS tallied, COUNT(*)
    FROM jobs WHERE state <> 'done' GROUP BY kind, destination, tallied;
INSERT INTO tallies
    SELECT 'copy', destination, CASE WHEN lost IS NULL THEN 'standing' ELSE 'lost' END AS tallied, COUNT(*)
    FROM receipts GROUP BY destination, tallied;

CREATE TRIGGER rituals_tallied AFTER INSERT ON rituals BEGIN
    INSERT INTO tallies VALUES ('ritual', '', '', 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER jobs_tallied AFTER INSERT ON jobs WHEN NEW.state <> 'done' BEGIN
    INSERT INTO tallies
        VALUES (NEW.kind, NEW.destination, CASE WHEN NEW.state = 'dead' THEN 'dead'
            WHEN NEW.state = 'ready' AND NEW.class IS NOT NULL THEN 'put-off' ELSE 'waiting' END, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER jobs_tallied_again AFTER UPDATE OF state, class, destination ON jobs
WHEN OLD.state <> NEW.state OR (OLD.class IS NULL) <> (NEW.class IS NULL) OR OLD.destination <> NEW.destination BEGIN
    UPDATE tallies SET count = count - 1
        WHERE OLD.state <> 'done' AND subject = OLD.kind AND destination = OLD.destination
        AND state = CASE WHEN OLD.state = 'dead' THEN 'dead'
            WHEN OLD.state = 'ready' AND OLD.class IS NOT NULL THEN 'put-off' ELSE 'waiting' END;
    INSERT INTO tallies
        SELECT NEW.kind, NEW.destination, CASE WHEN NEW.state = 'dead' THEN 'dead'
            WHEN NEW.state = 'ready' AND NEW.class IS NOT NULL THEN 'put-off' ELSE 'waiting' END, 1
        WHERE NEW.state <> 'done'
        ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER receipts_tallied AFTER INSERT ON receipts BEGIN
    INSERT INTO tallies VALUES ('copy', NEW.destination, CASE WHEN NEW.lost IS NULL THEN 'standing' ELSE 'lost' END, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER receipts_tallied_again AFTER UPDATE OF lost, destination ON receipts
WHEN (OLD.lost IS NULL) <> (NEW.lost IS NULL) OR OLD.destination <> NEW.destination BEGIN
    UPDATE tallies SET count = count - 1 WHERE subject = 'copy' AND destination = OLD.destination
        AND state = CASE WHEN OLD.lost IS NULL THEN 'standing' ELSE 'lost' END;
    INSERT INTO tallies VALUES ('copy', NEW.destination, CASE WHEN NEW.lost IS NULL THEN 'standing' ELSE 'lost' END, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER receipts_untallied AFTER DELETE ON receipts BEGIN
    UPDATE tallies SET count = count - 1 WHERE subject = 'copy' AND destination = OLD.destination
        AND state = CASE WHEN OLD.lost IS NULL THEN 'standing' ELSE 'lost' END;
END;

-- What failed and waits for its next try, and what was given up, the latest last.
CREATE INDEX jobs_put_off_by_failure ON jobs (kind, destination, id) WHERE state = 'ready' AND class IS NOT NULL;
CREATE INDEX jobs_dead ON jobs (ended, id) WHERE state = 'dead';
-- The oldest ritual of which something is open comes first.
CREATE INDEX jobs_open_by_ritual ON jobs (kind, ritual) WHERE state <> 'done';
CREATE INDEX jobs_put_off_by_owner ON jobs (owner, id) WHERE state = 'ready' AND class IS NOT NULL;
CREATE INDEX jobs_dead_by_owner ON jobs (owner, id) WHERE state = 'dead';
