/** Vectara's own client. It is CommonJS in a form whose names only a bundler sees, so Node gets it as a whole. */
import client from '@vectara/stream-query-client';

export const { streamQueryV2 } = client;
