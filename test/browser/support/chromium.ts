/** The browser of the tests: Debian's Chromium, or the one that CHROMIUM_PATH names. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];
/** So that nothing of the browser's own goes over the network. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executable = process.env.CHROMIUM_PATH ?? PLACES.find((place) => existsSync(place));

/** Tests in a browser. Left out on a machine without one, except in CI, where they fail. */
export const describeInBrowser = describe.skipIf(executable === undefined && !process.env.CI);

let browser: Promise<Browser> | undefined;

/** One for all tests of a worker; ends with it. */
export function openBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

/** Another, with switches of its own; whoever asks for it closes it. */
export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  if (executable === undefined) throw new Error('No Chromium: install Debian’s, or name one in CHROMIUM_PATH.');
  return chromium.launch({ executablePath: executable, args: [...QUIET, ...args] });
}
