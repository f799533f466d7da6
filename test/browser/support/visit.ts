import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { openBrowser } from './chromium.ts';

export interface VisitOptions extends BrowserContextOptions {
  /** Errors that the test is about, by a part of their text. */
  expectedErrors?: RegExp;
}

/**
 * The console of an emulator in a new browser window, at `place`: `live`, `llms/llm_1` … At the end of the test nothing may
 * have been written to the browser's console as an error, and nothing asked of another host.
 */
export async function visit(url: string, place = '', { expectedErrors, ...options }: VisitOptions = {}): Promise<Page> {
  const browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const errors: string[] = [];
  const elsewhere: string[] = [];
  const note = (text: string) => expectedErrors?.test(text) || errors.push(text);
  context.on('console', (message) => message.type() === 'error' && note(message.text()));
  context.on('weberror', (error) => note(String(error.error())));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin !== new URL(url).origin) elsewhere.push(request.url());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  onTestFinished(async () => {
    await context.close();
    expect(errors).toEqual([]);
    expect(elsewhere).toEqual([]);
  });
  await page.goto(`${url}/console${place && `#/${place}`}`);
  return page;
}
