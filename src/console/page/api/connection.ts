/** As whom the page calls. Kept for as long as the tab lives, since keys are secrets. */
import { signal } from '@preact/signals';

export interface Connection {
  /** Empty: any key will do, unless the emulator was started with `--auth strict`. */
  apiKey: string;
  /** Whose world is shown; not sent where only keys choose (`--auth strict`). */
  account: string;
  /** For a control API that is not on this machine. */
  controlToken: string;
}

const STORED = 'vectara-emulator.connection';
const FIRST: Connection = { apiKey: '', account: 'default', controlToken: '' };

export const connection = signal<Connection>(read());

export function connectAs(change: Partial<Connection>): void {
  connection.value = { ...connection.value, ...change };
  sessionStorage.setItem(STORED, JSON.stringify(connection.value));
}

function read(): Connection {
  try {
    return { ...FIRST, ...JSON.parse(sessionStorage.getItem(STORED) ?? '{}') };
  } catch {
    return FIRST;
  }
}

/**
 * The address that is printed at start where other machines may come in ends with the token. It is taken out of it, so that
 * it is neither shown nor passed on with a link.
 */
function takeToken(): void {
  const [, token] = /^#token=([\x21-\x7e]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  connectAs({ controlToken: decodeURIComponent(token) });
}
takeToken();
addEventListener('hashchange', takeToken);

/** Whether `x-emulator-account` is understood; the state of the emulator tells (api/state.ts). */
export const choosesAccounts = signal(true);

export function credentials(): Record<string, string> {
  const { apiKey, account, controlToken } = connection.value;
  const key = apiKey || (choosesAccounts.value ? 'console' : '');
  return {
    ...(key && { 'x-api-key': key }),
    ...(choosesAccounts.value && { 'x-emulator-account': account }),
    ...(controlToken && { 'x-emulator-control-token': controlToken }),
  };
}
