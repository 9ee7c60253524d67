-- Copies that somebody wants removed from a destination, and those that were: a receipt moves here when that is asked
-- for, so that nobody audits or counts the copy any more, and stays as history.
CREATE TABLE removals (
    id TEXT PRIMARY KEY,
    -- None for an object that another program had put there.
    ritual TEXT REFERENCES rituals (id),
    destination TEXT NOT NULL,
    path TEXT NOT NULL,
    -- Whose the ritual is; 0 on the command line and for adopted objects.
    owner INTEGER NOT NULL,
    -- What must stand there: nothing else is removed. None where there never was a picture.
    digest TEXT,
    bytes INTEGER,
    md5 TEXT,
    motion_file TEXT,
    -- What the receipt said, if there was one.
    verified_by TEXT,
    took_ms INTEGER,
    proven INTEGER,
    first_verified_by TEXT,
    first_proven INTEGER,
    -- When it was asked for, by whom in Discord, and together with which others.
    asked INTEGER NOT NULL,
    asked_by INTEGER,
    batch TEXT,
    -- 0, or 1 for those of a batch: what one person deletes goes before what is pruned.
    line INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')),
    -- What came of it.
    outcome TEXT CHECK (outcome IN ('removed', 'missing', 'kept')),
    run_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    lease_id TEXT,
    lease_until INTEGER,
    class TEXT,
    reason TEXT,
    ended INTEGER,
    CHECK ((state = 'leased') = (lease_id IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
    CHECK ((state = 'done') = (outcome IS NOT NULL)),
    UNIQUE (destination, path)
) STRICT;

CREATE INDEX removals_ready ON removals (destination, line, run_at, id) WHERE state = 'ready';
CREATE INDEX removals_leased ON removals (destination, lease_until) WHERE state = 'leased';
CREATE INDEX removals_open_by_owner ON removals (owner, destination, state) WHERE state <> 'done';
CREATE INDEX removals_of_ritual ON removals (ritual, destination) WHERE ritual IS NOT NULL;
CREATE INDEX removals_by_owner ON removals (owner, ritual) WHERE ritual IS NOT NULL;
CREATE INDEX removals_of_batch ON removals (batch, state, outcome) WHERE batch IS NOT NULL;

-- Whose a copy is, as its job says, and how long all of its files are together.
ALTER TABLE receipts ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
UPDATE receipts SET
    owner = COALESCE((SELECT jobs.owner FROM jobs WHERE jobs.ritual = receipts.ritual AND jobs.kind = 'archive'
        AND jobs.destination = receipts.destination), 0),
    stored = bytes + COALESCE((SELECT CAST(json_extract(rituals.motion_file, '$.bytes') AS INTEGER) FROM rituals
        WHERE rituals.id = receipts.ritual), 0);
CREATE INDEX receipts_by_owner ON receipts (owner, ritual, destination);
CREATE INDEX receipts_by_owners_proof ON receipts (owner, destination, proven, ritual) WHERE lost IS NULL;

-- How many copies of each owner stand at each destination, and how long they are together. Kept up with each receipt,
-- so that telling it takes no count.
CREATE TABLE standing (
    owner INTEGER NOT NULL,
    destination TEXT NOT NULL,
    copies INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (owner, destination)
) STRICT;
INSERT INTO standing (owner, destination, copies, bytes)
    SELECT owner, destination, COUNT(*), SUM(stored) FROM receipts WHERE lost IS NULL GROUP BY owner, destination;
