-- Tokens that are still kept: those that died are found and forgotten without looking at all rituals.
CREATE INDEX rituals_token ON rituals (token_until) WHERE token_until IS NOT NULL;
-- Jobs that somebody holds: a handful, however many wait.
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'leased';
