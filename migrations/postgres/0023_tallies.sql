-- How many rituals, open jobs and copies there are. Triggers keep the numbers up in the transaction that changes what is
-- counted, so that telling them takes one look however many there are.
--
-- Each change is a row of its own: transactions that changed one number would wait for each other. A number is the sum of
-- its rows, which are brought together from time to time.
CREATE TABLE tallies (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- 'ritual', 'copy', or the kind of a job.
    subject TEXT COLLATE "C" NOT NULL,
    destination TEXT COLLATE "C" NOT NULL,
    -- A job that is not done is 'waiting', 'put-off' once it failed and waits for its next try, or 'dead'; a copy is
    -- 'standing' or 'lost'.
    state TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL
);

INSERT INTO tallies (subject, destination, state, count) SELECT 'ritual', '', '', COUNT(*) FROM rituals;
INSERT INTO tallies (subject, destination, state, count)
    SELECT kind, destination, CASE WHEN state = 'dead' THEN 'dead' WHEN state = 'ready' AND class IS NOT NULL THEN 'put-off'
        ELSE 'waiting' END AS tallied, COUNT(*)
    FROM jobs WHERE state <> 'done' GROUP BY kind, destination, tallied;
INSERT INTO tallies (subject, destination, state, count)
    SELECT 'copy', destination, CASE WHEN lost IS NULL THEN 'standing' ELSE 'lost' END AS tallied, COUNT(*)
    FROM receipts GROUP BY destination, tallied;

CREATE FUNCTION tally_rituals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tallies (subject, destination, state, count) VALUES ('ritual', '', '', 1);
    RETURN NULL;
END $$;
CREATE TRIGGER rituals_tallied AFTER INSERT ON rituals FOR EACH ROW EXECUTE FUNCTION tally_rituals();

CREATE FUNCTION tallied(job jobs) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN job.state = 'done' THEN NULL WHEN job.state = 'dead' THEN 'dead'
        WHEN job.state = 'ready' AND job.class IS NOT NULL THEN 'put-off' ELSE 'waiting' END
$$;
CREATE FUNCTION tally_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND tallied(OLD) IS NOT NULL THEN
        INSERT INTO tallies (subject, destination, state, count) VALUES (OLD.kind, OLD.destination, tallied(OLD), -1);
    END IF;
    IF tallied(NEW) IS NOT NULL THEN
        INSERT INTO tallies (subject, destination, state, count) VALUES (NEW.kind, NEW.destination, tallied(NEW), 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_tallied AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION tally_jobs();
CREATE TRIGGER jobs_tallied_again AFTER UPDATE OF state, class, destination ON jobs FOR EACH ROW
    WHEN (tallied(OLD) IS DISTINCT FROM tallied(NEW) OR OLD.destination <> NEW.destination) EXECUTE FUNCTION tally_jobs();

CREATE FUNCTION tally_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO tallies (subject, destination, state, count)
            VALUES ('copy', OLD.destination, CASE WHEN OLD.lost IS NULL THEN 'standing' ELSE 'lost' END, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO tallies (subject, destination, state, count)
            VALUES ('copy', NEW.destination, CASE WHEN NEW.lost IS NULL THEN 'standing' ELSE 'lost' END, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipts_tallied AFTER INSERT OR DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION tally_copies();
CREATE TRIGGER receipts_tallied_again AFTER UPDATE OF lost, destination ON receipts FOR EACH ROW
    WHEN ((OLD.lost IS NULL) <> (NEW.lost IS NULL) OR OLD.destination <> NEW.destination) EXECUTE FUNCTION tally_copies();

-- What failed and waits for its next try, and what was given up, the latest last.
CREATE INDEX jobs_put_off_by_failure ON jobs (kind, destination, id) WHERE state = 'ready' AND class IS NOT NULL;
CREATE INDEX jobs_dead ON jobs (ended, id) WHERE state = 'dead';
-- The oldest ritual of which something is open comes first.
CREATE INDEX jobs_open_by_ritual ON jobs (kind, ritual) WHERE state <> 'done';
CREATE INDEX jobs_put_off_by_owner ON jobs (owner, id) WHERE state = 'ready' AND class IS NOT NULL;
CREATE INDEX jobs_dead_by_owner ON jobs (owner, id) WHERE state = 'dead';
