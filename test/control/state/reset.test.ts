import { describe, expect, test } from 'vitest';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { startSteppedForTest } from '../../support/jobs/jobs.ts';

const api = emulatorForFile();
const inAccount = (name: string) => ({ headers: { 'x-emulator-account': name } });

describe('POST /_emulator/reset', () => {
  test('leaves nothing of an account, and other accounts as they are', async () => {
    const [own, other] = [inAccount(uniqueName('reset')), inAccount(uniqueName('other'))];
    for (const account of [own, other]) {
      expect((await api.post('/v2/corpora', { key: 'things' }, account)).status).toBe(201);
    }
    const answer = await api.post('/_emulator/reset', undefined, own);
    expect(answer).toMatchObject({
      status: 200,
      body: { account: own.headers['x-emulator-account'], reset_to: 'empty' },
    });
    expect((await api.get('/v2/corpora/things', own)).status).toBe(404);
    expect((await api.get('/v2/corpora/things', other)).status).toBe(200);
  });

  test('forgets the credentials of the account', async () => {
    const account = inAccount(uniqueName('keys'));
    const { body: key } = await api.post('/v2/api_keys', { name: 'mine', api_roles: ['administrator'] }, account);
    const asKey = { headers: { 'x-api-key': key.secret_key } };
    await api.post('/v2/corpora', { key: 'of-key' }, account);
    expect((await api.get('/v2/corpora/of-key', asKey)).status).toBe(200);
    await api.post('/_emulator/reset', { to: 'empty' }, account);
    // Nobody's key any more, it opens the account that all share.
    expect((await api.get('/v2/corpora/of-key', asKey)).status).toBe(404);
    expect((await api.get('/v2/api_keys', asKey)).status).toBe(200);
  });

  test('cannot go back to a seed where there is none', async () => {
    const answer = await api.post('/_emulator/reset', { to: 'seed' }, inAccount(uniqueName('seedless')));
    expect(answer).toMatchObject({
      status: 400,
      body: { field_errors: { 'body.to': expect.stringContaining('--seed') } },
    });
  });

  test('what a request was doing meanwhile ends in a 409', async () => {
    const stepped = await startSteppedForTest();
    await stepped.create('/v2/corpora', { key: 'c' });
    await stepped.create('/v2/corpora/c/documents', { id: 'a', type: 'core', document_parts: [{ text: 'one' }] });
    const waiting = stepped.delete('/v2/corpora/c/documents?document_ids=a&async=false');
    for (let jobs = []; jobs.length === 0; ) jobs = (await stepped.read('/v2/jobs')).jobs;
    await stepped.post('/_emulator/reset');
    expect(await waiting).toMatchObject({ status: 409, body: { messages: [expect.stringContaining('was reset')] } });
  });

  test('a stream that is being sent meanwhile says so too', async () => {
    const account = inAccount(uniqueName('streaming'));
    await api.post('/v2/corpora', { key: 'c' }, account);
    await api.post(
      '/v2/corpora/c/documents',
      { id: 'a', type: 'core', document_parts: [{ text: 'a heron' }] },
      account,
    );
    const timing = { first_token_ms: 0, tokens_per_second: 20 };
    await api.post('/_emulator/scripts', { answer: { text: 'one two three '.repeat(10), timing } }, account);
    const chat = { query: 'heron', search: { corpora: [{ corpus_key: 'c' }] }, stream_response: true };
    const response = await api.open('POST', '/v2/chats', chat, account);
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      if (!text.includes('generation_chunk') && chunk.includes('generation_chunk')) {
        await api.post('/_emulator/reset', undefined, account);
      }
      text += chunk;
    }
    expect(text).toMatch(/event:error\ndata:.*was reset.*\n\nevent:end\n/);
  });

  test('survives the process: what is kept in files starts afresh too', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const dataDir = mkdtempSync('/tmp/reset-');
    const first = await startForTest({ dataDir });
    await first.create('/v2/corpora', { key: 'gone' });
    await first.post('/_emulator/reset');
    await first.create('/v2/corpora', { key: 'stays' });
    await first.close();
    const second = await startForTest({ dataDir });
    expect((await second.read('/v2/corpora')).corpora.map(({ key }: { key: string }) => key)).toEqual(['stays']);
    await second.close();
    rmSync(dataDir, { recursive: true });
  });
});
