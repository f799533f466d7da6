import type { Account } from '../../accounts/account.ts';
import { numbersOf } from '../../accounts/numbers.ts';
import { type Kept, records } from '../../accounts/records.ts';
import type { McpSettings } from '../../upstream/mcp/ask-mcp-server.ts';
import type { CreateToolServerRequest } from './tool-servers-schema.ts';

/** Secrets included, in plain text, as other credentials are. */
export type StoredToolServer = CreateToolServerRequest & { enabled: boolean };

export const toolServersOf = records<StoredToolServer>('tool_servers', 'Tool server');

export const newToolServerId = (account: Account): string => `tsr_${numbersOf(account).next('tool server')}`;

/** What a call must know of the server. */
export const settingsOf = (account: Account, { key, value, version }: Kept<StoredToolServer>): McpSettings => ({
  ...connectionOf(value),
  cacheKey: `${account.key}/${key}/${version}`,
});

export const connectionOf = ({ name, uri, transport, headers = {}, auth }: StoredToolServer) => ({
  model: name,
  uri,
  transport,
  headers,
  auth,
});
