import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromChunk, toChunk } from '../../src/emulator/recordings/recording-schema.ts';
import { filesIn, newFolder, openRecorder, readWhole, request, sending, textOf } from './support/recorder.ts';

async function folderWith(chunks: (Uint8Array | string)[] = ['{"answer":"kept"}']) {
  const folder = newFolder();
  await textOf(openRecorder({ mode: 'record', folder, inner: sending(chunks) }).fetch(request()));
  const file = join(folder, filesIn(folder)[0]!);
  const edit = (change: (recording: Record<string, Record<string, unknown>>) => void) => {
    const recording = JSON.parse(readFileSync(file, 'utf8'));
    change(recording);
    writeFileSync(file, JSON.stringify(recording));
  };
  return { folder, file, edit };
}

test('one readable file for each exchange', async () => {
  const { file, folder } = await folderWith(['{"answer":', '"kept"}']);
  expect(filesIn(folder)).toEqual([expect.stringMatching(/^openai-chat-gpt-4o-[0-9a-f]{10}-1\.json$/)]);
  const text = readFileSync(file, 'utf8').replace(/("started_ms"): \d+/, '$1: 0');
  expect(text.replace(/("chunk_times_ms": \[)[\s\d,]+/, '$1')).toBe(`{
  "version": 1,
  "recorded_at": "2026-03-04T05:06:07.000Z",
  "request": {
    "dialect": "openai-chat",
    "model": "gpt-4o",
    "url": "http://provider.example/v1/chat/completions",
    "headers": {
      "accept": "application/json",
      "content-type": "application/json"
    },
    "body": {
      "model": "gpt-4o",
      "messages": [
        {
          "role": "user",
          "content": "Hello"
        }
      ]
    }
  },
  "response": {
    "status": 200,
    "headers": {
      "content-type": "application/json"
    },
    "started_ms": 0,
    "chunks": [
      "{\\"answer\\":",
      "\\"kept\\"}"
    ],
    "chunk_times_ms": []
  }
}
`);
});

test('only its owner may read it', async () => {
  const { folder, file } = await folderWith();
  expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
});

test.each([
  [
    'characters cut at chunk borders',
    [Buffer.from('Z\xfcrich 🎈', 'utf8')].flatMap((b) => [...b].map((byte) => Buffer.from([byte]))),
  ],
  [
    'bytes that are no text',
    [Buffer.from([0xff, 0xfe, 0, 1]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80])],
  ],
  ['a byte order mark, control characters, empty chunks', ['\ufeffa', '\0\r\n\u2028', '', 'b']],
])('%s come back as they were', async (_what, chunks) => {
  const { folder } = await folderWith(chunks);
  const replayed = await readWhole(openRecorder({ mode: 'replay', folder }).fetch(request()));
  expect(replayed.chunks).toEqual(chunks.map((chunk) => Buffer.from(chunk as string)));
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('any bytes survive, and text stays text', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'aé漢🎈\0\ufeff\u2028'), maxLength: 20 }),
      fc.nat(8),
      (bytes, text, cut) => {
        expect(hex(fromChunk(toChunk(bytes)))).toBe(hex(bytes));
        const whole = Buffer.from(text.toWellFormed());
        const [head, tail] = [whole.subarray(0, cut), whole.subarray(cut)];
        expect(hex(fromChunk(toChunk(head))) + hex(fromChunk(toChunk(tail)))).toBe(hex(whole));
        expect(toChunk(whole)).toBe(text.toWellFormed());
      },
    ),
    { numRuns: 100 },
  );
  expect(toChunk(Buffer.from('caf\u00e9').subarray(0, 4))).toEqual(['caf', { base64: 'ww==' }]);
});

describe('files that people edit, add and take away', () => {
  test('are noticed while the server runs', async () => {
    const { folder, file, edit } = await folderWith();
    const { fetch, list } = openRecorder({ mode: 'replay', folder });
    edit(({ response }) => Object.assign(response!, { chunks: ['{"answer":"edited"}'] }));
    expect(await textOf(fetch(request()))).toBe('{"answer":"edited"}');

    const body = { messages: [{ role: 'user', content: 'Added?' }] };
    const added = {
      version: 1,
      request: { dialect: 'openai-chat', model: 'gpt-4o', body },
      response: { status: 200, chunks: ['yes'] },
    };
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(added));
    expect(await textOf(fetch(request({ says: 'Added?' })))).toBe('yes');

    rmSync(file);
    await expect(fetch(request())).rejects.toThrow('no recording answers');
    expect(list().map(({ id, prompt }) => [id, prompt])).toEqual([['mine', 'Added?']]);
  });

  test('a changed prompt is matched by what it says now', async () => {
    const { folder, edit } = await folderWith();
    edit(({ request: asked }) => Object.assign(asked!, { body: { messages: [{ content: 'Bye', role: 'user' }] } }));
    expect(await textOf(openRecorder({ mode: 'replay', folder }).fetch(request({ says: 'Bye' })))).toContain('kept');
  });

  type Edit = (recording: Record<string, Record<string, unknown>>) => void;
  test.each<[string, Edit]>([
    ['response.status should be of type integer.', ({ response }) => Object.assign(response!, { status: '200' })],
    ['response.chunks is required.', ({ response }) => delete response!.chunks],
    ['response.chunks[0] should be of type string', ({ response }) => Object.assign(response!, { chunks: [5] })],
    [
      'response.chunk_times_ms should have as many items as chunks (1), not 2.',
      ({ response }) => Object.assign(response!, { chunk_times_ms: [1, 2] }),
    ],
    ['request.dialect is required.', ({ request: asked }) => delete asked!.dialect],
    ['respnse is not known here.', (recording) => Object.assign(recording, { respnse: {} })],
    ['version 2 should be 1.', (recording) => Object.assign(recording, { version: 2 })],
  ])('a mistake is named with its file: %s', async (message, change) => {
    const { folder, file, edit } = await folderWith();
    const running = openRecorder({ mode: 'replay', folder });
    edit(change);
    await expect(running.fetch(request())).rejects.toThrow(`The recording ${file} cannot be used: ${message}`);
    expect(() => openRecorder({ mode: 'replay', folder })).toThrow(message);
  });

  test('what is no JSON, or has a name that no recording can have', async () => {
    const { folder } = await folderWith();
    const running = openRecorder({ mode: 'replay', folder });
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(() => running.list()).toThrow(`${join(folder, 'broken.json')} cannot be used: it is not valid JSON`);
    writeFileSync(join(folder, 'my answer.json'), '{}');
    expect(() => running.list()).toThrow('my answer.json cannot be used: its name may have');
  });

  test('a broken file does not keep new answers from being recorded, nor others from being deleted', async () => {
    const { folder } = await folderWith();
    const recordings = openRecorder({ mode: 'record', folder, inner: sending(['new']) });
    writeFileSync(join(folder, 'broken.json'), '{');
    await textOf(recordings.fetch(request({ says: 'other' })));
    expect(filesIn(folder)).toHaveLength(3);
    await recordings.clear();
    expect(filesIn(folder)).toEqual(['broken.json']);
  });

  test('a file of theirs is not overwritten by a new answer', async () => {
    const { folder, file, edit } = await folderWith();
    edit(({ request: asked }) => Object.assign(asked!, { body: { messages: [{ role: 'user', content: 'Other' }] } }));
    const edited = readFileSync(file, 'utf8');
    await textOf(openRecorder({ mode: 'record', folder, inner: sending(['new']) }).fetch(request()));
    expect(readFileSync(file, 'utf8')).toBe(edited);
    expect(filesIn(folder)).toHaveLength(2);
  });
});

describe('export and import', () => {
  test('gives the same files again', async () => {
    const { folder } = await folderWith([Buffer.from([0xff]), 'text']);
    const bundle = JSON.parse(JSON.stringify(openRecorder({ folder }).export()));
    const other = newFolder();
    expect(await openRecorder({ folder: other }).import(bundle)).toBe(1);
    expect(filesIn(other)).toEqual(filesIn(folder));
    for (const file of filesIn(folder)) {
      expect(readFileSync(join(other, file), 'utf8')).toBe(readFileSync(join(folder, file), 'utf8'));
    }
  });

  const entry = (id: string, chunks = ['new']) => ({
    id,
    recording: { version: 1, request: { dialect: 'gemini', model: 'm', body: {} }, response: { status: 200, chunks } },
  });

  test('replaces what has the same id', async () => {
    const recordings = openRecorder({ folder: newFolder() });
    await recordings.import({ version: 1, recordings: [entry('a', ['old']), entry('b', ['old'])] });
    await recordings.import({ version: 1, recordings: [entry('a'), entry('c')] });
    expect(recordings.export().recordings.map(({ id, recording }) => [id, recording.response.chunks[0]])).toEqual([
      ['a', 'new'],
      ['b', 'old'],
      ['c', 'new'],
    ]);
  });

  test.each([
    ['body.recordings[1].id', [entry('a'), entry('../outside')]],
    ['body.recordings[1].id', [entry('a'), entry('a')]],
    [
      'body.recordings[1].recording.response',
      [entry('a'), { id: 'b', recording: { version: 1, request: entry('b').recording.request } }],
    ],
  ])('one mistake and nothing is imported: %s', async (field, entries) => {
    const folder = newFolder();
    const recordings = openRecorder({ folder });
    await expect(recordings.import({ version: 1, recordings: entries })).rejects.toMatchObject({
      fields: { [field]: expect.any(String) },
    });
    expect(filesIn(folder)).toEqual([]);
  });

  test('a file that cannot be written and everything is as it was', async () => {
    const folder = newFolder();
    const recordings = openRecorder({ folder });
    await recordings.import({ version: 1, recordings: [entry('a', ['old'])] });
    // A folder in the place of a file: neither root nor its owner can write over it.
    mkdirSync(join(folder, 'c.json'));
    await expect(recordings.import({ version: 1, recordings: [entry('a'), entry('b'), entry('c')] })).rejects.toThrow();
    expect(filesIn(folder)).toEqual(['a.json', 'c.json']);
    rmSync(join(folder, 'c.json'), { recursive: true });
    expect(recordings.export().recordings).toMatchObject([{ id: 'a', recording: { response: { chunks: ['old'] } } }]);
  });
});

test('a folder that cannot be made is said so in a line', () => {
  const folder = newFolder();
  writeFileSync(folder, 'a file');
  chmodSync(folder, 0o600);
  expect(() => openRecorder({ folder })).toThrow(
    `The folder ${folder} cannot be used: a file of that name is in its place.`,
  );
});
