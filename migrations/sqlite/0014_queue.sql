-- The message that asked for it, so that an edit or the deletion of that message finds it.
ALTER TABLE rituals ADD COLUMN message INTEGER;
CREATE INDEX rituals_by_message ON rituals (message) WHERE message IS NOT NULL;
-- When it was cancelled. Its jobs are done then, of the class 'cancelled'.
ALTER TABLE rituals ADD COLUMN cancelled INTEGER;
-- Rituals that are not shown yet: of a server, and of one of its members. Messages that stand are in line 1.
CREATE INDEX jobs_unshown ON jobs (owner, ritual)
    WHERE kind = 'post' AND line = 0 AND state IN ('ready', 'leased');
CREATE INDEX jobs_unshown_of_member ON jobs (owner, member, ritual)
    WHERE kind = 'post' AND line = 0 AND state IN ('ready', 'leased');
