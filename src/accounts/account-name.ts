// Imports nothing: whoever only connects to an emulator loads it, and hashing alone takes 15 ms to load.

export const DEFAULT_ACCOUNT = 'default';

/** What an account may be called. */
export const ACCOUNT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;
export const ACCOUNT_NAME_RULE = 'should be 1 to 64 letters, digits, "-", "_" or ".", not with a "." at either end.';
