-- Ids are hyphenated UUIDs of version 7, so they sort by time; they are compared byte by byte, whatever the
-- server's locale. Times are milliseconds since 1970-01-01 UTC.
-- Whole numbers without a sign (Discord's ids, lengths) keep their 64 bits, read as signed.

CREATE TABLE rituals (
    id TEXT COLLATE "C" PRIMARY KEY,
    -- Recognises a request that Discord delivers twice; the command line has none.
    request_key TEXT UNIQUE,
    -- Who asked, as JSON without the interaction token.
    origin TEXT NOT NULL,
    -- A secret that dies at token_until and is forgotten afterwards.
    token TEXT,
    token_until BIGINT,
    recipe TEXT NOT NULL,
    file TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    -- The picture's facts, once it is rendered: all or none.
    pixels TEXT,
    digest TEXT,
    bytes BIGINT,
    render_ms BIGINT,
    encode_ms BIGINT,
    -- Where it stands in Discord, once it is posted: all or none.
    posted_channel BIGINT,
    posted_message BIGINT,
    posted_status TEXT,
    CHECK ((pixels IS NULL) = (digest IS NULL) AND (pixels IS NULL) = (bytes IS NULL)),
    CHECK ((posted_channel IS NULL) = (posted_message IS NULL)
        AND (posted_channel IS NULL) = (posted_status IS NULL))
);

CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY,
    ritual TEXT COLLATE "C" NOT NULL REFERENCES rituals (id),
    kind TEXT NOT NULL CHECK (kind IN ('render', 'post', 'archive')),
    -- As configured, for archives; else empty.
    destination TEXT NOT NULL DEFAULT '' CHECK ((kind = 'archive') = (destination <> '')),
    path TEXT CHECK ((kind = 'archive') = (path IS NOT NULL)),
    -- The order in which a ritual's archives were configured.
    place BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'done', 'dead')),
    run_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL DEFAULT 0,
    -- Asked for while it ran: it runs once more afterwards.
    again BOOLEAN NOT NULL DEFAULT FALSE,
    lease_id TEXT,
    lease_until BIGINT,
    -- Why the last run failed.
    class TEXT,
    reason TEXT,
    ended BIGINT,
    CHECK ((state = 'leased') = (lease_id IS NOT NULL) AND (state = 'leased') = (lease_until IS NOT NULL)),
    UNIQUE (ritual, kind, destination)
);

-- All that is not done, in the order in which it is claimed: claiming does not slow down as history grows.
CREATE INDEX jobs_open ON jobs (kind, destination, run_at, id) WHERE state <> 'done';

CREATE TABLE receipts (
    ritual TEXT COLLATE "C" NOT NULL REFERENCES rituals (id),
    destination TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    verified_by TEXT NOT NULL,
    took_ms BIGINT NOT NULL,
    proven BIGINT NOT NULL,
    PRIMARY KEY (ritual, destination)
);

CREATE INDEX receipts_by_destination ON receipts (destination);

-- Destinations that refused the login.
CREATE TABLE pauses (
    destination TEXT PRIMARY KEY,
    until BIGINT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE guilds (
    id BIGINT PRIMARY KEY,
    prefix TEXT
);

CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
