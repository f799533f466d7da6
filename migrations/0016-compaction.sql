-- A summary stands in the place of what it sums up: behind this event of its session, instead of where it was added.
ALTER TABLE agent_events ADD COLUMN stands_behind INTEGER;
CREATE INDEX agent_events_in_order ON agent_events (session, COALESCE(stands_behind, ordinal), ordinal);
