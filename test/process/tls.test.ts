/** `--tls`: the emulator under Vectara's names, for whoever trusts its authority. */
import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { identityFrom } from '../../src/tls/authority.ts';
import { makeServerCertificate } from '../../src/tls/certificate.ts';
import { runProcess, startProcess, temporaryFolder } from '../support/process.ts';
import { json, serve } from '../upstream/support/serve.ts';

async function start(folder = temporaryFolder()) {
  const emulator = await startEmulator({ tls: { port: 0, authority: folder } });
  onTestFinished(() => emulator.close());
  const { url, authority } = emulator.tls!;
  return { ...emulator, folder, port: Number(new URL(url).port), ca: readFileSync(authority, 'utf8') };
}

interface Asked {
  port: number;
  /** Undefined for what this machine trusts by itself. */
  ca?: string | undefined;
  name?: string;
  path?: string;
}

/** The status, or why there is none. */
const ask = ({ port, ca, name = 'localhost', path = '/v2/corpora' }: Asked) =>
  new Promise<number | string>((resolve) => {
    const headers = { 'x-api-key': 'any', host: name };
    const asked = request(
      { host: '127.0.0.1', port, servername: name.replace(/:.*/, ''), path, headers, ...(ca && { ca }), agent: false },
      (response) => response.resume().on('end', () => resolve(response.statusCode!)),
    );
    asked
      .on('error', ({ code, message }: Error & { code?: string }) =>
        resolve(code === 'UNSPECIFIED' ? message : (code ?? message)),
      )
      .end();
  });

describe('TLS', () => {
  test('is served under the names of this machine and of Vectara, to whoever trusts the authority', async () => {
    const { port, ca, url, account } = await start();
    for (const name of ['localhost', 'api.vectara.io', 'auth.vectara.io']) {
      expect([name, await ask({ port, ca, name })]).toEqual([name, 200]);
    }
    expect(await ask({ port, ca, path: '/_emulator/state' })).toBe(200);
    expect(await ask({ port, ca, name: 'other.vectara.io' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await ask({ port })).toMatch(/SELF_SIGNED|UNABLE_TO/);
    // What there was without it is there as before.
    expect((await fetch(`${url}/v2/corpora`, { headers: { 'x-api-key': 'any' } })).status).toBe(200);
    expect(await account().journal.list({ operation: 'listCorpora' })).toHaveLength(4);
  });

  test('an answer that goes on when the emulator closes is finished', async () => {
    const { port, ca, close } = await start();
    const kept = await new Promise<number>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, servername: 'localhost', path: '/v2/corpora', ca },
        (response) => {
          void close();
          response.resume().on('end', () => resolve(response.statusCode!));
        },
      );
      asked.setHeader('x-api-key', 'any').on('error', reject).end();
    });
    expect(kept).toBe(200);
    await close();
    expect(await ask({ port, ca })).toBe('ECONNREFUSED');
  });
});

describe('the authority', () => {
  test('is made once, for its owner’s eyes; what it vouches for is new each time', async () => {
    const folder = temporaryFolder();
    const [first, second] = [identityFrom(folder), identityFrom(folder)];
    expect(readFileSync(first.authority, 'utf8')).toBe(readFileSync(second.authority, 'utf8'));
    expect(first.key).not.toBe(second.key);
    expect(statSync(join(folder, 'authority.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(first.authority, 'utf8')).not.toContain('PRIVATE');

    const authority = new X509Certificate(readFileSync(first.authority));
    const own = new X509Certificate(first.cert);
    expect([authority.ca, own.ca]).toEqual([true, false]);
    expect(own.verify(authority.publicKey)).toBe(true);
    expect(own.checkIssued(authority)).toBe(true);
    expect(own.subjectAltName).toBe(
      'DNS:localhost, DNS:api.vectara.io, DNS:auth.vectara.io, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    const lasts = Date.parse(own.validTo) - Date.now();
    expect(lasts / 86_400_000).toBeLessThan(400);
  });

  test('who has its key can speak for no other host', async () => {
    const folder = temporaryFolder();
    const { authority } = identityFrom(folder);
    const pem = readFileSync(join(folder, 'authority.pem'), 'utf8');
    const stolen = { key: createPrivateKey(pem), publicKey: createPublicKey(createPrivateKey(pem)) };
    const answers = async (name: string) => {
      const { key, certificate } = makeServerCertificate(stolen, [name], [], new Date());
      const cert = new X509Certificate(certificate).toString();
      const server = await serve(json({}), { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert });
      return ask({ port: Number(new URL(server.url).port), ca: readFileSync(authority, 'utf8'), name });
    };
    expect(await answers('api.vectara.io')).toBe(200);
    expect(await answers('bank.example')).toBe('permitted subtree violation');
  });

  test.each<[string, (file: string) => void, string]>([
    ['that others can read', (file) => chmodSync(file, 0o644), 'can be read by others'],
    ['that is damaged', (file) => writeFileSync(file, 'no key'), 'is damaged'],
    ['that has expired', (file) => void chmodSync(file, 0o600), 'has expired'],
  ])('%s is refused, and what helps is said', (_, spoil, words) => {
    const folder = temporaryFolder();
    identityFrom(folder);
    const file = join(folder, 'authority.pem');
    spoil(file);
    const later = words === 'has expired' ? new Date(Date.now() + 11 * 365 * 86_400_000) : new Date();
    expect(() => identityFrom(folder, later)).toThrow(words);
    expect(() => identityFrom(folder, later)).toThrow(`delete ${file}`);
  });
});

test('the process prints how to trust it, and a program that does reaches it', async () => {
  const HOME = temporaryFolder();
  const { output } = await startProcess(['--ephemeral', '--tls', '0'], { env: { HOME, USERPROFILE: HOME } });
  const [, url] = /TLS\s+(https:\/\/localhost:\d+)/.exec(output.stdout)!;
  const [, authority] = /Trust\s+(\S+):/.exec(output.stdout)!;
  expect(authority).toBe(join(HOME, '.config/vectara-emulator/authority.crt'));
  const program = `fetch('${url}/v2/corpora', { headers: { 'x-api-key': 'any' } }).then(({ status }) => console.log(status));`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority! };
  expect((await promisify(execFile)(process.execPath, ['-e', program], { env })).stdout).toBe('200\n');
});

test('a port that is taken is named with its flag', async () => {
  const { url } = await serve(json({}));
  const port = new URL(url).port;
  const { code, stderr } = await runProcess(['--ephemeral', '--port', '0', '--tls', port], {
    env: { HOME: temporaryFolder() },
  });
  expect(code).toBe(1);
  expect(stderr).toContain(`port ${port} cannot serve TLS: it is taken; choose another with --tls.`);
});
