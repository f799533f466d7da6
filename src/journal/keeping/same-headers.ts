import type { IncomingHttpHeaders } from 'node:http';

/** Clients send the same headers again and again: what is kept of them takes the memory, and the collector's time, of one. */
export function createHeadersStore(): (headers: IncomingHttpHeaders) => IncomingHttpHeaders {
  let newest: IncomingHttpHeaders = {};
  return (headers) => {
    if (!areSame(headers, newest)) newest = headers;
    return newest;
  };
}

function areSame(one: IncomingHttpHeaders, other: IncomingHttpHeaders): boolean {
  let names = 0;
  for (const name in one) {
    if (one[name] !== other[name]) return false;
    names += 1;
  }
  for (const _ in other) names -= 1;
  return names === 0;
}
