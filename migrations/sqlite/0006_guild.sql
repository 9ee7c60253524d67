-- The server that the ritual was asked for in; none in direct messages and on the command line.
ALTER TABLE rituals ADD COLUMN guild INTEGER;
-- A number beyond the signed range, which Discord does not reach for centuries, would come as a fraction.
UPDATE rituals SET guild = json_extract(origin, '$.guild')
    WHERE typeof(json_extract(origin, '$.guild')) = 'integer';
