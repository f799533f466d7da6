/** What a test set up on its account and never used. */
import type { ConnectedEmulator } from './connect-emulator.ts';
import { EmulatorRefused } from './control-call.ts';

/** What happens at the end of a test whose faults or scripts were not used, or whose LLM calls no script answered. */
export type WhenUnused = 'fail' | 'warn' | 'ignore';

export const WHEN_UNUSED: readonly WhenUnused[] = ['fail', 'warn', 'ignore'];

/** Throws for `fail`, with each rule and why it did not match; says the same on standard error for `warn`. */
export async function reportUnused(emulator: Pick<ConnectedEmulator, 'assertUsed'>, how: WhenUnused): Promise<void> {
  if (how === 'ignore') return;
  try {
    await emulator.assertUsed();
  } catch (error) {
    if (how === 'fail' || !(error instanceof EmulatorRefused)) throw error;
    console.warn(error.message);
  }
}
