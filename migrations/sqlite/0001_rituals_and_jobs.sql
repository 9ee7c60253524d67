-- Ids are hyphenated UUIDs of version 7, so they sort by time. Times are milliseconds since 1970-01-01 UTC.
-- Whole numbers without a sign (Discord's ids, lengths) keep their 64 bits, read as signed.

CREATE TABLE rituals (
    id TEXT PRIMARY KEY,
    -- Recognises a request that Discord delivers twice; the command line has none.
    request_key TEXT UNIQUE,
    -- Who asked, as JSON without the interaction token.
    origin TEXT NOT NULL,
    -- A secret that dies at token_until and is forgotten afterwards.
    token TEXT,
    token_until INTEGER,
    recipe TEXT NOT NULL,
    file TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    -- The picture's facts, once it is rendered: all or none.
    pixels TEXT,
    digest TEXT,
    bytes INTEGER,
    render_ms INTEGER,
    encode_ms INTEGER,
    -- Where it stands in Discord, once it is posted: all or none.
    posted_channel INTEGER,
    posted_message INTEGER,
    posted_status TEXT,
    CHECK ((pixels IS NULL) = (digest IS NULL) AND (pixels IS NULL) = (bytes IS NULL)),
    CHECK ((posted_channel IS NULL) = (posted_message IS NULL)
        AND (posted_channel IS NULL) = (posted_status IS NULL))
) STRICT;

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    ritual TEXT NOT NULL REFERENCES rituals (id),
    kind TEXT NOT NULL CHECK (kind IN ('render', 'post', 'archive')),
    -- As configured, for archives; else empty.
    destination TEXT NOT NULL DEFAULT '' CHECK ((kind = 'archive') = (destination <> '')),
    path TEXT CHECK ((kind = 'archive') = (path IS NOT NULL)),
    -- The order in which a ritual's archives were configured.
    place INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')),
    run_at INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    -- Asked for while it ran: it runs once more afterwards.
    again INTEGER NOT NULL DEFAULT FALSE,
    lease_id TEXT,
    lease_until INTEGER,
    -- Why the last run failed.
    class TEXT,
    reason TEXT,
    ended INTEGER,
    CHECK ((state = 'leased') = (lease_id IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
    UNIQUE (ritual, kind, destination)
) STRICT;

-- All that is not done, in the order in which it is claimed: claiming does not slow down as history grows.
CREATE INDEX jobs_open ON jobs (kind, destination, run_at, id) WHERE state <> 'done';

CREATE TABLE receipts (
    ritual TEXT NOT NULL REFERENCES rituals (id),
    destination TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    verified_by TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    proven INTEGER NOT NULL,
    PRIMARY KEY (ritual, destination)
) STRICT;

CREATE INDEX receipts_by_destination ON receipts (destination);

-- Destinations that refused the login.
CREATE TABLE pauses (
    destination TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE guilds (
    id INTEGER PRIMARY KEY,
    prefix TEXT
) STRICT;

CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
