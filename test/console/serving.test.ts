/** What serves the page: from the sources here, from the package at the end. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();
const page = () => fetch(`${api.url}/console`);

test('the document may load nothing but what this server has, and runs no text', async () => {
  const { status, headers } = await page();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = headers.get('content-security-policy')!.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy.find((one) => one.startsWith('script-src'))).toMatch(/^script-src 'self' 'sha256-[\w+/]{43}='$/);
  expect(policy.join()).not.toMatch(/unsafe|https?:|\*/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('every file that the document names is there, as JavaScript without types and markup or as a style sheet', async () => {
  const html = await (await page()).text();
  const imports: Record<string, string> = JSON.parse(
    /<script type="importmap">(.*?)<\/script>/.exec(html)![1]!,
  ).imports;
  const named = [...html.matchAll(/(?:href|src)="(\/console\/[^"]+)"/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(60);
  for (const path of new Set([...named, ...Object.values(imports)])) {
    const response = await fetch(api.url + path);
    const text = await response.text();
    expect([path, response.status]).toEqual([path, 200]);
    if (/\.m?[jt]sx?$/.test(path)) {
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(text).not.toMatch(/^(interface|import type|export type) |^ *<[A-Za-z]/m);
    }
  }
});

test('a file is sent compressed to who can read that, and once as long as it stays the same', async () => {
  const path = '/console/app/app.tsx';
  const plain = await fetch(api.url + path, { headers: { 'accept-encoding': 'identity' } });
  const text = await plain.text();
  expect(plain.headers.get('content-encoding')).toBeNull();
  const compressed = await fetch(api.url + path, { headers: { 'accept-encoding': 'gzip, br' } });
  expect(compressed.headers.get('content-encoding')).toBe('br');
  expect(await compressed.text()).toBe(text);
  const etag = plain.headers.get('etag')!;
  const again = await fetch(api.url + path, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test.each([
  '/console/../app.ts',
  '/console/..%2f..%2fapp.ts',
  '/console/%2e%2e/%2e%2e/app.ts',
  '/console/libraries/preact/../../package.json',
  '/console/libraries/preact/..%2f..%2fundici/index.js',
  '/console/libraries/other/index.js',
  '/console/tsconfig.json',
  '/console/app',
  '/console/none.ts',
])('nothing else is: %s', async (path) => {
  const { status, body } = await asItIs(path);
  expect(status).toBe(404);
  expect(body).not.toContain('import');
});

test('browsers that ask for / are led there; programs are told that there is nothing', async () => {
  const inBrowser = await fetch(`${api.url}/`, { headers: { accept: 'text/html,*/*' }, redirect: 'manual' });
  expect([inBrowser.status, inBrowser.headers.get('location')]).toEqual([302, '/console']);
  const { status, body } = await api.get('/');
  expect([status, body.messages]).toEqual([404, [expect.stringContaining('GET /')]]);
});

describe('in the package', () => {
  const folder = join(PACKAGE_ROOT, 'dist/console');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );

  test('the whole page takes at most 150 kB on the wire', () => {
    expect(files).toContain('main.js');
    const sizes = files.map((file) => brotliCompressSync(readFileSync(join(folder, file))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
  });

  test('its modules import each other and nothing else', () => {
    // Double quotes are the bundler's; code that the page shows has single ones.
    const statement = /(?:^|;)(?:import|export)(?:[\w${},*\s]+from)?"([^"]+)"|import\(["`]([^"`]+)["`]\)/g;
    const imported = files
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(statement)])
      .map(([, fixed, dynamic]) => (fixed ?? dynamic)!);
    expect(imported.length).toBeGreaterThan(5);
    expect(imported.filter((name) => !name.startsWith('./'))).toEqual([]);
  });
});

/** Without what clients do to paths. */
const asItIs = (path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    request({ hostname, port, path }, async (response) => {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      resolve({ status: response.statusCode!, body });
    })
      .on('error', reject)
      .end();
  });
