import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import { API_KEY } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted } = agentsFor(api);

type Part = [name: string, value: string | Blob, filename?: string];

async function send(at: string, ...parts: Part[]) {
  const form = new FormData();
  for (const [name, value, filename] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, filename);
  }
  const answer = await fetch(`${api.url}${at}/events`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY },
    body: form,
  });
  const text = await answer.text();
  return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const file = (content: string | Uint8Array, name: string, type = ''): Part => [
  'files',
  new Blob([content as string], { type }),
  name,
];
const saying = (content: string): Part => [
  'messages',
  new Blob([JSON.stringify([{ type: 'text', content }])], { type: 'application/json' }),
  'messages.json',
];

describe('uploads', () => {
  test('are told before the message, read by the model, listed, and given back byte for byte', async () => {
    const at = await sessionOf();
    const { status, body } = await send(
      at,
      saying('What is this?'),
      file('a,b\n1,2\n', 'Zahlen ä.csv'),
      file('# Hi', 'x.md', 'text/markdown'),
    );
    expect(status).toBe(201);
    expect(typesOf(body.events)).toEqual(['artifact_upload', 'input_message', 'agent_output']);
    const [{ artifacts, agent_upload_message: told }] = body.events;
    expect(artifacts).toEqual([
      {
        artifact_id: expect.stringMatching(/^art_[a-z]+_[a-z]+_[a-z]+$/),
        filename: 'Zahlen ä.csv',
        mime_type: 'text/csv',
        size_bytes: 8,
      },
      { artifact_id: expect.any(String), filename: 'x.md', mime_type: 'text/markdown', size_bytes: 4 },
    ]);
    expect(told).toContain(`- **x.md** (text/markdown, 4 B) — artifact_id: \`${artifacts[1].artifact_id}\``);
    const list = await api.read(`${at}/artifacts?limit=1`);
    expect(list.artifacts).toEqual([
      {
        ...artifacts[1],
        checksum_sha256: createHash('sha256').update('# Hi').digest('hex'),
        metadata: { original_filename: 'x.md' },
        ttl_days: 30,
        created_at: expect.any(String),
        updated_at: list.artifacts[0].created_at,
      },
    ]);
    const next = await api.read(`${at}/artifacts?limit=1&page_key=${list.metadata.page_key}`);
    expect(next).toMatchObject({ artifacts: [artifacts[0]], metadata: {} });
    expect(
      (await api.read(`${at}/artifacts?order_by=asc`)).artifacts.map((one: { filename: string }) => one.filename),
    ).toEqual(['Zahlen ä.csv', 'x.md']);
    const { data } = await api.read(`${at}/artifacts/${artifacts[0].artifact_id}`);
    expect(Buffer.from(data, 'base64').toString()).toBe('a,b\n1,2\n');
    const other = await sessionOf();
    expect((await api.get(`${other}/artifacts/${artifacts[0].artifact_id}`)).status).toBe(404);
    expect((await api.read(`${other}/artifacts`)).artifacts).toEqual([]);
  });

  test('begin a turn alone, streamed where the form says so; the old `message` stands for messages', async () => {
    const at = await sessionOf();
    const { text } = await send(at, file('x', 'a.txt'), ['stream_response', 'true']);
    expect(typesOf(parseEvents(text))[0]).toBe('artifact_upload');
    const { body } = await send(at, ['message', 'Hello there.'], ['stream_response', 'false']);
    expect(typesOf(body.events)).toEqual(['input_message', 'agent_output']);
  });

  test.each<[string, Part[], string, number]>([
    ['nothing at all', [['since', 'start']], 'body.messages', 400],
    ['messages that are no JSON', [['messages', '[{']], 'body.messages', 400],
    [
      'a message without text',
      [['messages', '[{"type":"text"}]'], file('x', 'a.txt')],
      'body.messages[0].content',
      400,
    ],
    [
      'a word for a boolean',
      [
        ['message', 'Hi'],
        ['stream_response', 'maybe'],
      ],
      'body.stream_response',
      400,
    ],
    [
      'an unknown behaviour',
      [
        ['message', 'Hi'],
        ['behavior', 'sometimes'],
      ],
      'body.behavior',
      400,
    ],
  ])('are refused with %s, and nothing is kept', async (_, parts, field, status) => {
    const at = await sessionOf();
    const refused = await send(at, ...parts);
    expect([refused.status, Object.keys(refused.body.field_errors)]).toEqual([status, [field]]);
    expect((await api.read(`${at}/artifacts`)).artifacts).toEqual([]);
  });

  test('of 10 MB come back whole', async () => {
    const at = await sessionOf();
    const bytes = randomBytes(10 * 1024 * 1024);
    const { body } = await send(at, file(bytes, 'random.bin'));
    const [{ artifacts }] = body.events;
    expect(artifacts[0]).toMatchObject({ mime_type: 'application/octet-stream', size_bytes: bytes.length });
    const whole = await api.read(`${at}/artifacts/${artifacts[0].artifact_id}`);
    expect(Buffer.from(whole.data, 'base64').equals(bytes)).toBe(true);
    expect(whole.checksum_sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});

describe('artifacts of a session', () => {
  test('go to its fork under new ids, which the events of the fork name', async () => {
    const at = await sessionOf();
    const { body } = await send(at, file('first', 'a.txt'));
    const [
      {
        artifacts: [original],
      },
    ] = body.events;
    await scripted(at, { text: `I have read ${original.artifact_id}.` });
    await say(at, 'Read it.');
    const [, , , agent, , session_key] = at.split('/');
    const fork = await api.create(`/v2/agents/${agent}/sessions`, { from_session: { session_key } });
    const of = `/v2/agents/${agent}/sessions/${fork.key}`;
    const {
      artifacts: [copy],
    } = await api.read(`${of}/artifacts`);
    expect(copy.artifact_id).not.toBe(original.artifact_id);
    expect(Buffer.from((await api.read(`${of}/artifacts/${copy.artifact_id}`)).data, 'base64').toString()).toBe(
      'first',
    );
    const events = (await api.read(`${of}/events`)).events.toReversed();
    expect(events[0].artifacts[0].artifact_id).toBe(copy.artifact_id);
    expect(events.at(-1).content).toBe(`I have read ${copy.artifact_id}.`);
    await api.delete(at);
    expect((await api.read(`${of}/artifacts`)).artifacts).toHaveLength(1);
  });

  test('are gone after thirty days of the emulator’s clock', async () => {
    const at = await sessionOf();
    const { body } = await send(at, file('x', 'a.txt'));
    const { artifact_id: id } = body.events[0].artifacts[0];
    const days = (count: number) => api.post('/_emulator/clock', { advance: `P${count}D` });
    expect((await days(29)).status).toBe(200);
    expect((await api.get(`${at}/artifacts/${id}`)).status).toBe(200);
    await days(2);
    expect((await api.get(`${at}/artifacts/${id}`)).status).toBe(404);
  });
});
