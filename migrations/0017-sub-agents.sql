-- The tool configuration of the agent that began the session, where an agent did: by it, a session is found again.
ALTER TABLE agent_sessions ADD COLUMN created_by_configuration TEXT;
CREATE INDEX agent_sessions_by_creator ON agent_sessions (created_by_session_key) WHERE created_by_session_key IS NOT NULL;
