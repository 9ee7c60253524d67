-- Copies that somebody wants removed from a destination, and those that were: a receipt moves here when that is asked
-- for, so that nobody audits or counts the copy any more, and stays as history.
CREATE TABLE removals (
    id TEXT COLLATE "C" PRIMARY KEY,
    -- None for an object that another program had put there.
    ritual TEXT COLLATE "C" REFERENCES rituals (id),
    destination TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    -- Whose the ritual is; 0 on the command line and for adopted objects.
    owner BIGINT NOT NULL,
    -- What must stand there: nothing else is removed. None where there never was a picture.
    digest TEXT,
    bytes BIGINT,
    md5 TEXT,
    motion_file TEXT,
    -- What the receipt said, if there was one.
    verified_by TEXT,
    took_ms BIGINT,
    proven BIGINT,
    first_verified_by TEXT,
    first_proven BIGINT,
    -- When it was asked for, by whom in Discord, and together with which others.
    asked BIGINT NOT NULL,
    asked_by BIGINT,
    batch TEXT,
    -- 0, or 1 for those of a batch: what one person deletes goes before what is pruned.
    line BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')),
    -- What came of it.
    outcome TEXT CHECK (outcome IN ('removed', 'missing', 'kept')),
    run_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL DEFAULT 0,
    lease_id TEXT,
    lease_until BIGINT,
    class TEXT,
    reason TEXT,
    ended BIGINT,
    CHECK ((state = 'leased') = (lease_id IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
    CHECK ((state = 'done') = (outcome IS NOT NULL)),
    UNIQUE (destination, path)
);

CREATE INDEX removals_ready ON removals (destination, line, run_at, id) WHERE state = 'ready';
CREATE INDEX removals_leased ON removals (destination, lease_until) WHERE state = 'leased';
CREATE INDEX removals_open_by_owner ON removals (owner, destination, state) WHERE state <> 'done';
CREATE INDEX removals_of_ritual ON removals (ritual, destination) WHERE ritual IS NOT NULL;
CREATE INDEX removals_by_owner ON removals (owner, ritual) WHERE ritual IS NOT NULL;
CREATE INDEX removals_of_batch ON removals (batch, state, outcome) WHERE batch IS NOT NULL;

-- Whose a copy is, as its job says, and how long all of its files are together.
ALTER TABLE receipts ADD COLUMN owner BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN stored BIGINT NOT NULL DEFAULT 0;
UPDATE receipts SET
    owner = COALESCE((SELECT jobs.owner FROM jobs WHERE jobs.ritual = receipts.ritual AND jobs.kind = 'archive'
        AND jobs.destination = receipts.destination), 0),
    stored = bytes + COALESCE((SELECT (rituals.motion_file::json ->> 'bytes')::BIGINT FROM rituals
        WHERE rituals.id = receipts.ritual), 0);
CREATE INDEX receipts_by_owner ON receipts (owner, ritual, destination);
CREATE INDEX receipts_by_owners_proof ON receipts (owner, destination, proven, ritual) WHERE lost IS NULL;

-- How many copies of each owner stand at each destination, and how long they are together. Kept up with each receipt,
-- so that telling it takes no count.
CREATE TABLE standing (
    owner BIGINT NOT NULL,
    destination TEXT COLLATE "C" NOT NULL,
    copies BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (owner, destination)
);
INSERT INTO standing (owner, destination, copies, bytes)
    SELECT owner, destination, COUNT(*), SUM(stored) FROM receipts WHERE lost IS NULL GROUP BY owner, destination;
