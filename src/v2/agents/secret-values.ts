/** Secrets that agents and sessions keep by name: in plain text, as other credentials are, and never shown. */

export type Secrets = Record<string, string>;

export const masked = (secrets: Secrets): Secrets =>
  Object.fromEntries(Object.keys(secrets).map((name) => [name, '****']));

/** Null takes one away. */
export const withChanges = (secrets: Secrets, changes: Record<string, string | null>): Secrets =>
  Object.fromEntries(
    [...new Map<string, string | null>([...Object.entries(secrets), ...Object.entries(changes)])].filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
