-- Roles are answered in the order in which they were given.
ALTER TABLE role_grants ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
