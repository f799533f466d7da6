/** Set by the connection itself; a registration cannot change them. `accept-encoding`: we read nothing compressed. */
const NOT_SETTABLE = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'accept-encoding',
]);

/** Defaults < the registration's header map < the auth header, compared without regard to letter case (reference §2.5). */
export function upstreamHeaders(
  defaults: Record<string, string>,
  registered: Record<string, string>,
  auth: Record<string, string>,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'vectara-emulator', 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(defaults)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(registered)) {
    const lower = name.toLowerCase();
    if (!NOT_SETTABLE.has(lower)) headers[lower] = value;
  }
  for (const [name, value] of Object.entries(auth)) headers[name.toLowerCase()] = value;
  return headers;
}
