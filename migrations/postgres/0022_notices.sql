-- The message that tells how long a ritual asked for by a message waits, while it stands in Discord: its id; 0 where it is
-- being sent, or may have been. It stands in the channel of the request.
ALTER TABLE rituals ADD COLUMN notice BIGINT;
CREATE INDEX rituals_notice ON rituals (id) WHERE notice IS NOT NULL;

-- What one server is to be told in its log channel of its own copies: one message for all of a destination and a kind.
CREATE TABLE server_news (
    id TEXT PRIMARY KEY,
    guild BIGINT NOT NULL,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Of what kind the reason is; empty where the kind of news says that.
    class TEXT NOT NULL,
    copies BIGINT NOT NULL,
    -- Why the first of them.
    reason TEXT NOT NULL,
    raised BIGINT NOT NULL,
    due BIGINT NOT NULL,
    held_until BIGINT,
    -- Kept until the copies stand, so that others do not say it again at once.
    told BIGINT
);
CREATE INDEX server_news_untold ON server_news (due, id) WHERE told IS NULL;
CREATE INDEX server_news_by_guild ON server_news (guild, destination, kind, class);
CREATE INDEX jobs_given_up_by_owner ON jobs (owner, destination) WHERE kind = 'archive' AND state = 'dead';
CREATE INDEX receipts_lost_by_owner ON receipts (owner, destination) WHERE lost IS NOT NULL;
