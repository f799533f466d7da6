/** The authority of this machine's user, made once: whatever trusts it takes the emulator for Vectara. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderUnusable, makeFolder, whyUnusable } from '../basics/file-system.ts';
import { VECTARA_HOSTS } from '../basics/vectara-hosts.ts';
import { makeAuthority, makeServerCertificate, type Network } from './certificate.ts';

const NAMES = ['localhost', ...VECTARA_HOSTS];
const IPV4 = [127, 0, 0, 1];
const IPV6 = [...Array<number>(15).fill(0), 1];
const NETWORKS: Network[] = [
  [
    [127, 0, 0, 0],
    [255, 0, 0, 0],
  ],
  [IPV6, Array<number>(16).fill(255)],
];
const DAY_MS = 86_400_000;

/** It cannot be used; the message can be shown as it is. */
export class AuthorityUnusable extends Error {
  override name = 'AuthorityUnusable';
}

export interface ServerIdentity {
  /** PEM. */
  key: string;
  /** PEM, the authority's after the server's own. */
  cert: string;
  /** The file to be trusted. */
  authority: string;
}

/**
 * A key and a certificate for `localhost`, this machine's loopback addresses and Vectara's hosts, which last as long as the
 * process. The authority is made when the folder has none. Throws AuthorityUnusable or FolderUnusable.
 */
export function identityFrom(folder: string, now = new Date()): ServerIdentity {
  const { key, certificate } = openAuthority(folder, now);
  const authority = join(folder, 'authority.crt');
  try {
    // Without the key, for whoever is to trust it.
    writeFileSync(authority, certificate.toString(), { mode: 0o644 });
  } catch (error) {
    throw new AuthorityUnusable(`${authority} cannot be written: ${whyUnusable(error)}.`);
  }
  const own = makeServerCertificate({ key, publicKey: createPublicKey(key) }, NAMES, [IPV4, IPV6], now);
  return { key: pemOfKey(own.key), cert: pemOf(own.certificate) + certificate.toString(), authority };
}

function openAuthority(folder: string, now: Date) {
  const file = join(folder, 'authority.pem');
  const text = readIfThere(file) ?? makeFile(folder, file, now);
  const remedy = `delete ${file} to have another made, which is to be trusted anew`;
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new AuthorityUnusable(`${file} can be read by others, who could then speak for Vectara: ${remedy}.`);
  }
  const { key, certificate } = parse(text) ?? {};
  if (!key || !certificate?.checkPrivateKey(key)) throw new AuthorityUnusable(`${file} is damaged: ${remedy}.`);
  if (Date.parse(certificate.validTo) < now.getTime() + DAY_MS) {
    throw new AuthorityUnusable(`${file} has expired: ${remedy}.`);
  }
  return { key, certificate };
}

function parse(text: string): { key: KeyObject; certificate: X509Certificate } | undefined {
  try {
    return { key: createPrivateKey(text), certificate: new X509Certificate(text) };
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AuthorityUnusable(`${file} cannot be read: ${whyUnusable(error)}.`);
  }
}

/** Whole or not at all; of two emulators that start at once, one makes it. */
function makeFile(folder: string, file: string, now: Date): string {
  const { key, certificate } = makeAuthority(NAMES, NETWORKS, now);
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    makeFolder(folder);
    writeFileSync(unfinished, pemOfKey(key) + pemOf(certificate), { mode: 0o600, flag: 'wx' });
    linkSync(unfinished, file);
  } catch (error) {
    if (error instanceof FolderUnusable) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new AuthorityUnusable(`${file} cannot be written: ${whyUnusable(error)}.`);
    }
  } finally {
    rmSync(unfinished, { force: true });
  }
  return readFileSync(file, 'utf8');
}

const pemOfKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const pemOf = (certificate: Buffer): string => new X509Certificate(certificate).toString();
