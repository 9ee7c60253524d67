-- When and by what a copy was proven first; `proven` and `verified_by` tell of the last time.
ALTER TABLE receipts ADD COLUMN first_proven BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN first_verified_by TEXT NOT NULL DEFAULT '';
-- When its last turn in an audit was, whatever came of it.
ALTER TABLE receipts ADD COLUMN audited BIGINT NOT NULL DEFAULT 0;
-- Since when the copy is known to be missing or damaged; none while it stands.
ALTER TABLE receipts ADD COLUMN lost BIGINT;
UPDATE receipts SET first_proven = proven, first_verified_by = verified_by, audited = proven;

DROP INDEX receipts_by_destination;
CREATE INDEX receipts_by_proof ON receipts (destination, proven, ritual) WHERE lost IS NULL;
CREATE INDEX receipts_by_turn ON receipts (destination, audited, ritual) WHERE lost IS NULL;
CREATE INDEX receipts_lost ON receipts (destination) WHERE lost IS NOT NULL;

-- Where the audit of each destination stands.
CREATE TABLE audits (
    destination TEXT COLLATE "C" PRIMARY KEY,
    -- When the last round ended, and how many copies had their turn in it: the pace follows from them.
    ended BIGINT NOT NULL,
    turns BIGINT NOT NULL,
    -- The destination is left alone until then.
    not_before BIGINT NOT NULL,
    -- Whose turn it is, and until when.
    lease_id TEXT,
    lease_until BIGINT,
    CHECK ((lease_id IS NULL) = (lease_until IS NULL))
);

-- What an alarm is about: 'pause', 'lost' or 'unmendable'.
ALTER TABLE alarms ADD COLUMN kind TEXT NOT NULL DEFAULT 'pause';
-- For copies: how many, and where the first of them is.
ALTER TABLE alarms ADD COLUMN copies BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alarms ADD COLUMN path TEXT;
-- Not to be told before then, so that many of a kind are told together.
ALTER TABLE alarms ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
