/** `vectara-emulator snapshot save|load|list|delete NAME`: asks a running server. */

export interface SnapshotCommand {
  action: 'save' | 'load' | 'list' | 'delete';
  /** Undefined for `list`. */
  name: string | undefined;
  url: string;
  account: string | undefined;
  controlToken: string | undefined;
}

const REQUESTS = {
  save: { method: 'POST', path: () => '/_emulator/snapshots' },
  load: { method: 'POST', path: (name: string) => `/_emulator/snapshots/${name}/load` },
  list: { method: 'GET', path: () => '/_emulator/snapshots' },
  delete: { method: 'DELETE', path: (name: string) => `/_emulator/snapshots/${name}` },
};

/** What did not work; the message can be shown as it is. */
export class SnapshotFailed extends Error {
  override name = 'SnapshotFailed';
}

/** What to print. Throws SnapshotFailed. */
export async function runSnapshotCommand({
  action,
  name = '',
  url,
  account,
  controlToken,
}: SnapshotCommand): Promise<string> {
  const { method, path } = REQUESTS[action];
  const target = new URL(path(encodeURIComponent(name)), url);
  const headers = {
    ...(account === undefined ? {} : { 'x-emulator-account': account }),
    ...(controlToken === undefined ? {} : { 'x-emulator-control-token': controlToken }),
    ...(action === 'save' ? { 'content-type': 'application/json' } : {}),
  };
  const body = action === 'save' ? JSON.stringify({ name, overwrite: true }) : undefined;
  const response = await fetch(target, { method, headers, body }).catch(() => {
    throw new SnapshotFailed(`no emulator answers on ${url}; name another with --url.`);
  });
  // biome-ignore lint/suspicious/noExplicitAny: one of several shapes, told apart below
  const answer: any = response.status === 204 ? {} : await response.json().catch(() => notOurs(url));
  if (!response.ok) throw new SnapshotFailed(answer.messages?.[0] ?? `the emulator answered ${response.status}.`);
  if (action === 'list') return answer.snapshots.map(line).join('');
  return action === 'delete' ? `deleted ${name}\n` : `${action === 'save' ? 'saved' : 'loaded'} ${line(answer)}`;
}

function notOurs(url: string): never {
  throw new SnapshotFailed(`what answers on ${url} is no emulator; name another with --url.`);
}

const line = ({ name, created_at, size_bytes }: { name: string; created_at: string; size_bytes: number }) =>
  `${name}  ${created_at}  ${size_bytes} bytes\n`;
