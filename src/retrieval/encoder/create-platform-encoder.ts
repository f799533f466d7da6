import type { Encoder } from './encoder.ts';

let loading: Promise<Encoder> | undefined;

/**
 * The platform encoder, loaded by the first call: 16 MB and tens of milliseconds, which a start need not wait for.
 * Shared by all servers of a process: it is the same for each of them, and keeps nothing of what it encodes.
 */
export function createPlatformEncoder(): () => Promise<Encoder> {
  return () => (loading ??= import('./load-static-encoder.ts').then((m) => m.loadStaticEncoder()));
}
