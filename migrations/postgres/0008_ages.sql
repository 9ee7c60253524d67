-- How many rituals the guild has had, and the age that they live in. The counts of anomalies are now those of the rituals
-- that each kind led since the age began.
ALTER TABLE lore ADD COLUMN rituals BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lore ADD COLUMN age BIGINT NOT NULL DEFAULT 0;
-- The ranks that were reached stay: a legend took 5 anomalies, a hymn 10, a law 20; they take 4, 12 and 36 rituals now.
UPDATE lore SET
    flares = CASE WHEN flares >= 20 THEN 36 WHEN flares >= 10 THEN 12 WHEN flares >= 5 THEN 4 ELSE 0 END,
    voids = CASE WHEN voids >= 20 THEN 36 WHEN voids >= 10 THEN 12 WHEN voids >= 5 THEN 4 ELSE 0 END,
    echoes = CASE WHEN echoes >= 20 THEN 36 WHEN echoes >= 10 THEN 12 WHEN echoes >= 5 THEN 4 ELSE 0 END,
    resonances = CASE WHEN resonances >= 20 THEN 36 WHEN resonances >= 10 THEN 12 WHEN resonances >= 5 THEN 4 ELSE 0 END,
    rituals = (SELECT COUNT(*) FROM rituals WHERE rituals.guild = lore.guild);
