/** Where upstreams may be: rules over names and addresses, held against the address that a name leads to. */
import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** A rule that cannot be read; the message goes on after the rule. */
export class HostRuleInvalid extends Error {
  override name = 'HostRuleInvalid';
}

/** A host that the rules keep from being called; the message can be shown. */
export class HostRefused extends Error {
  override name = 'HostRefused';
}

const notAmongUpstreams = (where: string) => `${where} is not among the hosts that --upstream-hosts lets it call`;

/** Ranges that have a name: where nobody of the internet is, and where clouds tell a machine its credentials. */
const NAMED: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  metadata: ['169.254.169.254/32', '169.254.170.2/32', '168.63.129.16/32', '100.100.100.200/32', 'fd00:ec2::254/128'],
};

export interface UpstreamHosts {
  /** Throws HostRefused for an address that may not be called, under the name it was found by, if by one. */
  check(address: string, name?: string): void;
  /** Finds the addresses of a name that may be called. */
  lookup: LookupFunction;
}

/**
 * `rules`: names (`api.openai.com`, `*.openai.azure.com`), addresses, ranges (`10.0.0.0/8`) and the words loopback, private,
 * link-local and metadata; with `!` in front they deny. What is denied is never called; where any rule allows, what none
 * allows is not called either. `refusal` words what is not called. Throws HostRuleInvalid.
 */
export function readUpstreamHosts(rules: readonly string[], refusal = notAmongUpstreams): UpstreamHosts | undefined {
  if (rules.length === 0) return undefined;
  const denied = createMatcher(rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1)));
  const allowing = rules.filter((rule) => !rule.startsWith('!'));
  const allowed = createMatcher(allowing);
  const mayCall = (address: string, name: string) =>
    !denied(address, name) && (allowing.length === 0 || allowed(address, name));

  const refused = (name: string, address = name) =>
    new HostRefused(refusal(address === name ? name : `${name} (${address})`));
  const check = (address: string, name = address) => {
    if (!mayCall(address, name)) throw refused(name, address);
  };
  const lookup: LookupFunction = (name, options, done) => {
    lookUp(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const callable = found.filter(({ address }) => mayCall(address, name));
      if (callable.length === 0) return done(refused(name, found[0]?.address), []);
      if (options.all) done(null, callable);
      else done(null, callable[0]!.address, callable[0]!.family);
    });
  };
  return { check, lookup };
}

/** Where agents may go: this machine, and what rules allow besides. Throws HostRuleInvalid. */
export const readWebHosts = (rules: readonly string[]): UpstreamHosts =>
  readUpstreamHosts(
    ['loopback', 'localhost', ...rules],
    (where) => `The emulator does not call ${where}; allow it with --web-hosts`,
  )!;

function createMatcher(rules: readonly string[]): (address: string, name: string) => boolean {
  const ranges = new BlockList();
  const names: string[] = [];
  for (const rule of rules) {
    if (Object.hasOwn(NAMED, rule)) NAMED[rule]!.forEach((range) => void addRange(ranges, range));
    else if (!addRange(ranges, rule)) names.push(nameOf(rule));
  }
  return (address, name) => {
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '');
    if (isIP(bare) !== 0 && ranges.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')) return true;
    const lower = name.toLowerCase().replace(/\.$/, '');
    return names.some((one) => (one.startsWith('*.') ? lower.endsWith(one.slice(1)) : lower === one));
  };
}

/** Whether it was an address or a range. */
function addRange(ranges: BlockList, rule: string): boolean {
  const [, address = '', prefix] = /^\[?([0-9a-fA-F.:]+)\]?(?:\/(\d{1,3}))?$/.exec(rule) ?? [];
  const family = isIP(address);
  if (family === 0) return false;
  const longest = family === 6 ? 128 : 32;
  if (Number(prefix ?? 0) > longest) throw new HostRuleInvalid(`has a longer prefix than ${longest} bits`);
  ranges.addSubnet(address, Number(prefix ?? longest), family === 6 ? 'ipv6' : 'ipv4');
  return true;
}

function nameOf(rule: string): string {
  if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(rule) && !/^[\d.]+$/.test(rule)) return rule.toLowerCase();
  throw new HostRuleInvalid(`is no name, address or range, and none of ${Object.keys(NAMED).join(', ')}`);
}
