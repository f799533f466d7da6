import { describe, expect, test } from 'vitest';
import { startForTest } from '../../support/emulator.ts';

const SYSTEM = Date.UTC(2026, 0, 1);
const start = () => startForTest({ now: () => SYSTEM });

describe('/_emulator/clock', () => {
  test('is set, moved and stopped; what is made is stamped by it', async () => {
    const api = await start();
    expect((await api.post('/_emulator/clock', { set: '2030-05-01T00:00:00Z' })).body).toEqual({
      now: '2030-05-01T00:00:00.000Z',
      frozen: false,
      offset_ms: Date.UTC(2030, 4, 1) - SYSTEM,
    });
    const moved = await api.post('/_emulator/clock', { advance: 'P1DT2H3M4.5S', frozen: true });
    expect(moved.body).toMatchObject({ now: '2030-05-02T02:03:04.500Z', frozen: true });
    const corpus = await api.create('/v2/corpora', { key: 'later' });
    expect(corpus.created_at).toBe('2030-05-02T02:03:04.500Z');
    expect((await api.post('/_emulator/clock', { advance: 500, frozen: false })).body.now).toBe(
      '2030-05-02T02:03:05.000Z',
    );
    expect((await api.delete('/_emulator/clock')).status).toBe(204);
    expect(await api.read('/_emulator/clock')).toEqual({
      now: '2026-01-01T00:00:00.000Z',
      frozen: false,
      offset_ms: 0,
    });
  });

  test('goes on with the system unless it is frozen', async () => {
    let system = SYSTEM;
    const api = await startForTest({ now: () => system });
    await api.post('/_emulator/clock', { set: 1000 });
    system += 250;
    expect((await api.read('/_emulator/clock')).now).toBe('1970-01-01T00:00:01.250Z');
    await api.post('/_emulator/clock', { frozen: true });
    system += 250;
    expect((await api.read('/_emulator/clock')).now).toBe('1970-01-01T00:00:01.250Z');
  });

  test('access tokens expire by it', async () => {
    const api = await start();
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const { body } = await api.post('/oauth2/token', undefined, {
      ...form,
      raw: 'grant_type=client_credentials&client_id=a&client_secret=b',
    });
    const bearer = async () => {
      const response = await fetch(`${api.url}/v2/llms`, { headers: { authorization: `Bearer ${body.access_token}` } });
      return response.status;
    };
    expect(await bearer()).toBe(200);
    await api.post('/_emulator/clock', { advance: 'PT31M' });
    expect(await bearer()).toBe(401);
  });

  test.each([
    [{ set: 'tomorrow' }, 'body.set'],
    [{ set: -1 }, 'body.set'],
    [{ advance: 'P1Y' }, 'body.advance'],
    [{ advance: 'PT' }, 'body.advance'],
    [{ advance: -5 }, 'body.advance'],
    [{ set: '9999-12-30T00:00:00Z', advance: 'P9D' }, 'body.advance'],
    [{ frozen: 'yes' }, 'body.frozen'],
  ])('refuses %j', async (body, field) => {
    const api = await start();
    const answer = await api.post('/_emulator/clock', body);
    expect(answer).toMatchObject({ status: 400, body: { field_errors: { [field]: expect.any(String) } } });
    expect((await api.read('/_emulator/clock')).offset_ms).toBe(0);
  });
});

test('set and stopped in one request it stands where it was set, each time', async () => {
  const own = await startForTest();
  for (let i = 0; i < 100; i++) {
    await own.delete('/_emulator/clock');
    const { body } = await own.post('/_emulator/clock', { set: '2030-01-01T00:00:00Z', advance: 1, frozen: true });
    expect(body).toMatchObject({ now: '2030-01-01T00:00:00.001Z', frozen: true });
  }
});
