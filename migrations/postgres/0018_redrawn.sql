-- A seed as it was written, where that was in words.
ALTER TABLE rituals ADD COLUMN seed_words TEXT;
-- The ritual whose picture this one draws again, in another style or size. It leaves nothing to the lore.
ALTER TABLE rituals ADD COLUMN redraws TEXT;

-- The rituals that a server's chronicle tells of.
CREATE INDEX rituals_of_lore ON rituals (guild, id) WHERE guild IS NOT NULL AND redraws IS NULL;
DROP INDEX rituals_by_guild;
