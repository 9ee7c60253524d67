-- A pause, and its end, are told in the log channels of servers too, one after the other in the order of their ids: the
-- last server that is done with; none where all are, as with everything that was raised before.
ALTER TABLE alarms ADD COLUMN servers_after INTEGER;
-- Until when somebody is about to tell the next.
ALTER TABLE alarms ADD COLUMN servers_held INTEGER;
CREATE INDEX alarms_for_servers ON alarms (raised, id) WHERE servers_after IS NOT NULL;
CREATE INDEX server_settings_log_channels ON server_settings (guild) WHERE name = 'log-channel';
