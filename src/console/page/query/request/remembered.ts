/** The last query, for as long as the tab lives: of each account its own. */
import { connection } from '../../api/connection.ts';
import { type Draft, FIRST_DRAFT } from './draft.ts';

const STORED = 'vectara-emulator.query';
const key = () => `${STORED}.${connection.peek().account}`;

export function remember(draft: Draft): void {
  sessionStorage.setItem(key(), JSON.stringify(draft));
}

export function remembered(): Draft | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key()) ?? 'null') as Draft | null;
    return stored ? { form: { ...FIRST_DRAFT.form, ...stored.form }, byHand: stored.byHand ?? {} } : undefined;
  } catch {
    return undefined;
  }
}
