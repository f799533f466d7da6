/** A turn that the end of its process cuts off: what was told is kept, and the session goes on. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';

/** A few in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const TALKERS = 3;

const agent = {
  key: 'talker',
  name: 'Talker',
  model: { name: 'gpt-4o' },
  tool_configurations: {
    kb: { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'kb' }], limit: 3 } } },
  },
  first_step_name: 'main',
  steps: { main: {} },
};

type Api = Awaited<ReturnType<typeof startProcess>>;

/** Ids of the events that a stream told of, until it broke. */
async function talkUntilGone(api: Api, at: string, onFrame: () => void): Promise<string[]> {
  const told: string[] = [];
  try {
    const question = { messages: [{ type: 'text', content: 'How long does a refund take?' }], stream_response: true };
    const options = { headers: { 'x-emulator-pace': '60' } };
    for (;;) {
      const answer = await api.open('POST', `${at}/events`, question, options);
      let rest = '';
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop()!;
        for (const frame of frames) {
          const { id, event_id } = JSON.parse(frame.slice(frame.indexOf('\ndata:') + 6));
          if (id ?? event_id) told.push(id ?? event_id);
          onFrame();
        }
      }
    }
  } catch {
    return told;
  }
}

test('kill -9 amid turns loses no event that was told, and every session can go on', async () => {
  const args = ['--data-dir', temporaryFolder(), '--upstream', 'simulate', '--log-level', 'silent'];
  const paths = Array.from({ length: TALKERS }, (_, n) => `/v2/agents/talker/sessions/s${n}`);
  const told = new Map(paths.map((at): [string, string[]] => [at, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    const api = await startProcess(args);
    if (round === 0) {
      await api.create('/v2/corpora', { key: 'kb' });
      const document_parts = [{ text: 'A refund takes five days from the day on which the parcel came back to us.' }];
      await api.create('/v2/corpora/kb/documents', { id: 'faq', type: 'core', document_parts });
      await api.create('/v2/agents', agent);
      for (const at of paths) await api.create('/v2/agents/talker/sessions', { key: at.split('/').at(-1) });
    }
    for (const at of paths) {
      const kept: string[] = [];
      let key = '';
      do {
        const page: Json = await api.read(`${at}/events?limit=100${key && `&page_key=${key}`}`);
        kept.push(...page.events.map(({ id }: Json) => id));
        key = page.metadata.page_key ?? '';
      } while (key);
      expect(told.get(at)!.filter((id) => !kept.includes(id))).toEqual([]);
      if (round > 0) expect((await api.read(at)).status).toBe('stopped');
      const { events } = await api.create(`${at}/events`, { messages: [{ type: 'text', content: 'And a refund?' }] });
      expect(events.at(-1).content).toContain('five days');
    }
    let frames = 0;
    const onFrame = () => {
      frames += 1;
      if (frames === 12 + round * 3) api.child.kill('SIGKILL');
    };
    const heard = await Promise.all(paths.map((at) => talkUntilGone(api, at, onFrame)));
    for (const [index, ids] of heard.entries()) told.get(paths[index]!)!.push(...ids);
    expect(await api.exited).toBeNull();
  }
  expect([...told.values()].flat().length).toBeGreaterThan(TALKERS * ROUNDS);
}, 600_000);
