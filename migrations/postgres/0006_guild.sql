-- The server that the ritual was asked for in; none in direct messages and on the command line.
ALTER TABLE rituals ADD COLUMN guild BIGINT;
UPDATE rituals SET guild = (origin::json ->> 'guild')::BIGINT
    WHERE (origin::json ->> 'guild')::NUMERIC <= 9223372036854775807;
