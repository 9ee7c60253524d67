-- What an owner has is counted from indexes alone, without a look at the rows: a server may have ten thousand of them.
CREATE INDEX jobs_open_counted_by_owner ON jobs (owner, kind, destination, state, class) WHERE state <> 'done';
DROP INDEX jobs_done_by_owner;
CREATE INDEX jobs_done_by_owner ON jobs (owner, kind, destination, class, state) WHERE state = 'done';
DROP INDEX receipts_lost_by_owner;
CREATE INDEX receipts_lost_by_owner ON receipts (owner, destination, lost) WHERE lost IS NOT NULL;
