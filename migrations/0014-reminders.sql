-- What the model is reminded of beside the output of a tool.
ALTER TABLE agent_events ADD COLUMN reminder TEXT;
