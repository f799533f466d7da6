import { UpstreamError } from '../upstream-error.ts';
import type { Provider } from './simulated-fetch.ts';

/** Nobody knows what a page says. */
export const refuseWeb: Provider = () => {
  throw new UpstreamError({
    kind: 'unreachable',
    reason:
      'With --upstream simulate no page is fetched. Seed it at /_emulator/web/pages, script what the tool answers, or start with --upstream live',
  });
};
