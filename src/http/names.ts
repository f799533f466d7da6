/** Names that a server is called by, as browsers say them in Host and Origin. */

/** What a Host names, without its port, in lower case; IPv4 addresses dotted, IPv6 in brackets. Empty when it is none. */
export function nameOf(host: string): string {
  const plain = /^([a-z\d.-]*[a-z])(:\d+)?$/.exec(host)?.[1];
  return plain ?? URL.parse(`http://${host}`)?.hostname ?? '';
}

/** Whether it stands for this machine alone. Takes what `nameOf` answers. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || /^127\.(\d+\.){2}\d+$|^\[::1\]$|^\[::ffff:7f/.test(name);

/** Whether no stranger can have had it point here: addresses and `localhost` cannot be rebound. */
export const isLocalName = (name: string): boolean => isLoopbackName(name) || /^(\d+\.){3}\d+$|^\[/.test(name);

/** An origin as browsers write it, in lower case; `*` and `null` stay. Undefined when it is none. */
export function originOf(text: string): string | undefined {
  const origin = text.toLowerCase();
  if (origin === '*' || origin === 'null') return origin;
  return /^[a-z][a-z\d+.-]*:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/.test(origin) ? origin : undefined;
}
