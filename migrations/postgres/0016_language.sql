-- The language that a server chose; English where it chose none.
ALTER TABLE guilds ADD COLUMN language TEXT;
-- The language in which a ritual is answered, from its acceptance on: a message does not change its language halfway.
ALTER TABLE rituals ADD COLUMN language TEXT;
