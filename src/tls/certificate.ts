/** Certificates of version 3 (RFC 5280), as far as an authority and what it vouches for need them. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der.ts';

export interface Certified {
  key: KeyObject;
  /** DER. */
  certificate: Buffer;
}

const AUTHORITY_NAME = 'vectara-emulator (this machine alone)';
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Apple takes no more than 825. */
const SERVER_DAYS = 397;

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
};

/** Bits, the first one highest, and how many at the end say nothing. */
const DIGITAL_SIGNATURE = der.bitString(Buffer.from([0b1000_0000]), 7);
const CERTIFICATES_AND_LISTS = der.bitString(Buffer.from([0b0000_0110]), 1);

/** Who steals it can speak for these names and addresses and for no others: whatever trusts it is told so. */
export function makeAuthority(names: readonly string[], networks: readonly Network[], now: Date): Certified {
  const { key, publicKey } = newKey();
  const permitted = [...names.map(dnsName), ...networks.map(([address, mask]) => ipAddress([...address, ...mask]))];
  return certify({
    issuer: { key, publicKey, name: AUTHORITY_NAME },
    subject: { key, publicKey, name: AUTHORITY_NAME },
    days: AUTHORITY_DAYS,
    now,
    extensions: [
      extension(OID.basicConstraints, der.sequence(der.yes(), der.integer(Buffer.from([0]))), true),
      extension(OID.keyUsage, CERTIFICATES_AND_LISTS, true),
      extension(OID.nameConstraints, der.sequence(der.member(0, ...permitted.map((name) => der.sequence(name)))), true),
    ],
  });
}

/** An address and its mask, byte by byte. */
export type Network = readonly [address: readonly number[], mask: readonly number[]];

/** For a server of these names and addresses. `authority`: as `makeAuthority` made it. */
export function makeServerCertificate(
  authority: { key: KeyObject; publicKey: KeyObject },
  names: readonly string[],
  addresses: readonly (readonly number[])[],
  now: Date,
): Certified {
  return certify({
    issuer: { ...authority, name: AUTHORITY_NAME },
    subject: { ...newKey(), name: names[0]! },
    days: SERVER_DAYS,
    now,
    extensions: [
      extension(OID.basicConstraints, der.sequence(), true),
      extension(OID.keyUsage, DIGITAL_SIGNATURE, true),
      extension(OID.extendedKeyUsage, der.sequence(der.objectIdentifier(OID.serverAuthentication))),
      extension(OID.alternativeNames, der.sequence(...names.map(dnsName), ...addresses.map(ipAddress))),
    ],
  });
}

interface Holder {
  key: KeyObject;
  publicKey: KeyObject;
  name: string;
}

interface Request {
  issuer: Holder;
  subject: Holder;
  days: number;
  now: Date;
  extensions: Buffer[];
}

function certify({ issuer, subject, days, now, extensions }: Request): Certified {
  const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
  const toSign = der.sequence(
    der.member(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    commonName(issuer.name),
    // Clocks of clients may be behind.
    der.sequence(der.time(new Date(now.getTime() - DAY_MS)), der.time(new Date(now.getTime() + days * DAY_MS))),
    commonName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der.member(
      3,
      der.sequence(
        ...extensions,
        extension(OID.subjectKey, der.octetString(idOf(subject.publicKey))),
        extension(OID.authorityKey, der.sequence(der.plainMember(0, idOf(issuer.publicKey)))),
      ),
    ),
  );
  const signature = sign('sha256', toSign, { key: issuer.key, dsaEncoding: 'der' });
  return { key: subject.key, certificate: der.sequence(toSign, algorithm, der.bitString(signature)) };
}

function newKey() {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key, publicKey };
}

const extension = (oid: string, value: Buffer, isCritical = false): Buffer =>
  der.sequence(der.objectIdentifier(oid), ...(isCritical ? [der.yes()] : []), der.octetString(value));

const commonName = (name: string): Buffer =>
  der.sequence(der.setOf(der.sequence(der.objectIdentifier(OID.commonName), der.utf8String(name))));

const dnsName = (name: string): Buffer => der.plainMember(2, Buffer.from(name));
const ipAddress = (bytes: readonly number[]): Buffer => der.plainMember(7, Buffer.from(bytes));

/** What tells a key from others, in twenty bytes. */
const idOf = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
