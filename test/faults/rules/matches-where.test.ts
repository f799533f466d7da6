import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaultWhere } from '../../../src/emulator/faults/fault-rule-schema.ts';
import { callMismatch, matchesAny, upstreamMismatch } from '../../../src/emulator/faults/matches-where.ts';

const CALL = {
  method: 'POST',
  path: '/v2/corpora/my-corpus/query',
  operationId: 'queryCorpus',
  headers: { 'x-source': 'web ui', accept: 'text/event-stream' },
};

describe('a call', () => {
  test.each<[FaultWhere, boolean]>([
    [{}, true],
    [{ operation: 'queryCorpus' }, true],
    [{ operation: ['query', 'queryCorpus'] }, true],
    [{ operation: 'query' }, false],
    [{ operation: 'query*' }, true],
    [{ route: 'POST /v2/corpora/my-corpus/query' }, true],
    [{ route: 'POST /v2/corpora/*/query' }, true],
    [{ route: '/v2/corpora/*' }, true],
    [{ route: '* /v2/*' }, true],
    [{ route: 'GET /v2/corpora/*' }, false],
    [{ route: ['GET *', 'POST *'] }, true],
    [{ route: '/v2/corpora' }, false],
    [{ header: { 'X-Source': 'web ui' } }, true],
    [{ header: { 'x-source': 'web' } }, false],
    [{ header: { 'x-source': { contains: 'web' } } }, true],
    [{ header: { 'x-source': { regex: '^w.b' } } }, true],
    [{ header: { 'x-source': { contains: 'web', regex: 'UI$' } } }, false],
    [{ header: { 'x-other': { contains: '' } } }, false],
    [{ header: { 'x-source': 'web ui', accept: 'application/json' } }, false],
    [{ operation: 'queryCorpus', route: 'GET *' }, false],
  ])('%j: %s', (where, expected) => expect(callMismatch(where, CALL) === undefined).toBe(expected));

  test('with a slash at its end, or without an operation', () => {
    expect(callMismatch({ route: 'POST /v2/query' }, { ...CALL, path: '/v2/query/' }) === undefined).toBe(true);
    expect(callMismatch({ operation: 'query' }, { ...CALL, operationId: undefined }) === undefined).toBe(false);
  });
});

describe('a call upstream', () => {
  const asked = { llms: ['mine', 'gpt-4o'], host: 'api.openai.com', dialect: 'openai-chat' };
  test.each<[FaultWhere, boolean]>([
    [{}, true],
    [{ llm: 'mine' }, true],
    [{ llm: 'gpt-*' }, true],
    [{ llm: 'other' }, false],
    [{ upstream: { host: '*.openai.com' } }, true],
    [{ upstream: { host: 'openai.com' } }, false],
    [{ upstream: { dialect: 'openai-chat' } }, true],
    [{ upstream: { dialect: 'gemini' } }, false],
    [{ llm: 'mine', upstream: { dialect: 'oauth-token' } }, false],
  ])('%j: %s', (where, expected) => expect(upstreamMismatch(where, asked) === undefined).toBe(expected));

  test('for a token is hit only where that is said', () => {
    const token = { ...asked, dialect: 'oauth-token' };
    expect(upstreamMismatch({}, token) === undefined).toBe(false);
    expect(upstreamMismatch({ upstream: { dialect: 'oauth-token' } }, token) === undefined).toBe(true);
  });

  test('that reaches no network has no host', () => {
    const builtIn = { llms: ['gpt-4o'], host: undefined, dialect: 'built-in' };
    expect(upstreamMismatch({ upstream: { host: '*' } }, builtIn)).toBe('where.upstream.host wants "*", found none');
  });
});

test('wildcards are what regular expressions make of them', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(texts, texts, (pattern, text) => {
      const name = text.replaceAll('*', 'c');
      expect(matchesAny(pattern, [name])).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
    { numRuns: 500 },
  );
});
