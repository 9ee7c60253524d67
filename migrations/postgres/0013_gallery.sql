-- Whose a ritual is, as its jobs have it: the server's, in direct messages whose who asked; none on the command line.
ALTER TABLE rituals ADD COLUMN owner BIGINT;
-- Who asked; 0 on the command line.
ALTER TABLE rituals ADD COLUMN member BIGINT NOT NULL DEFAULT 0;
-- The style by its name in the recipe.
ALTER TABLE rituals ADD COLUMN style TEXT NOT NULL DEFAULT '';
-- When somebody had it deleted. Its row stays, since the lore of its server follows from it.
ALTER TABLE rituals ADD COLUMN deleted BIGINT;
UPDATE rituals SET member = (origin::json ->> 'user')::BIGINT
    WHERE (origin::json ->> 'user')::NUMERIC <= 9223372036854775807;
UPDATE rituals SET owner = COALESCE(guild, NULLIF(member, 0));
UPDATE rituals SET style = COALESCE(substring(recipe FROM '"style":"([a-z]+)"'), '');

-- The pictures that can be shown, for each of the ways in which a gallery may be narrowed.
CREATE INDEX rituals_shown ON rituals (owner, id) WHERE pixels IS NOT NULL AND deleted IS NULL;
CREATE INDEX rituals_shown_by_member ON rituals (owner, member, id) WHERE pixels IS NOT NULL AND deleted IS NULL;
CREATE INDEX rituals_shown_by_style ON rituals (owner, style, id) WHERE pixels IS NOT NULL AND deleted IS NULL;
CREATE INDEX rituals_shown_by_both ON rituals (owner, member, style, id)
    WHERE pixels IS NOT NULL AND deleted IS NULL;
