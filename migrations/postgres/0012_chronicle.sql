-- The rituals of a guild, the latest first: its chronicle is drawn from them.
CREATE INDEX rituals_by_guild ON rituals (guild, id) WHERE guild IS NOT NULL;
