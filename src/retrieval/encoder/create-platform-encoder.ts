import type { Encoder } from './encoder.ts';

/** The platform encoder, loaded by the first call: 16 MB and tens of milliseconds, which a start need not wait for. */
export function createPlatformEncoder(): () => Promise<Encoder> {
  let loading: Promise<Encoder> | undefined;
  return () => (loading ??= import('./load-static-encoder.ts').then((m) => m.loadStaticEncoder()));
}
