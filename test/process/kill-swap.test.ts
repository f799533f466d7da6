/** What changes an account as a whole: it has happened or it has not, whenever the process is killed. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';

/** A few in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);

type Api = Awaited<ReturnType<typeof startProcess>>;

interface State {
  llms: string[];
  /** What each snapshot holds. */
  snapshots: Record<string, string[]>;
}

interface Step {
  path: string;
  body: object;
  after(state: State): State;
}

/** By turns, so that each kind of step is the one that is killed in some round. */
function stepOf(index: number, { snapshots }: State): Step {
  const name = `n${index}`;
  const newest = Object.keys(snapshots).at(-1);
  const kind = index % 5;
  if (kind === 1) {
    return { path: '/_emulator/reset', body: { to: 'empty' }, after: (state) => ({ ...state, llms: [] }) };
  }
  if (kind === 3 && newest !== undefined) {
    const path = `/_emulator/snapshots/${newest}/load`;
    return { path, body: {}, after: (state) => ({ ...state, llms: snapshots[newest]! }) };
  }
  if (kind === 4) {
    const after = (state: State) => ({ ...state, snapshots: { ...state.snapshots, [name]: state.llms } });
    return { path: '/_emulator/snapshots', body: { name }, after };
  }
  const body = { type: 'openai-compatible', name, model: 'm', uri: 'http://x.example/v1' };
  return { path: '/v2/llms', body, after: (state) => ({ ...state, llms: [...state.llms, name] }) };
}

const llmsOf = async (api: Api) => {
  const { llms } = await api.read('/v2/llms?limit=100');
  return llms.map(({ name }: Json) => name).filter((name: string) => /^n\d+$/.test(name));
};

const sorted = ({ llms, snapshots }: State) => ({
  llms: llms.toSorted(),
  snapshots: Object.keys(snapshots).toSorted(),
});

test('kill -9 amid resets, saves and loads leaves an account as before or as after, and nothing unfinished', async () => {
  const dataDir = temporaryFolder();
  let state: State = { llms: [], snapshots: {} };
  /** Where the step that was not acknowledged would have led. */
  let otherwise = state;
  let index = 0;
  for (let round = 0; ; round += 1) {
    const api = await startProcess(['--data-dir', dataDir, '--upstream', 'simulate', '--log-level', 'silent']);
    expect(readdirSync(dataDir, { recursive: true }).filter((file) => /\.(new|next)$/.test(String(file)))).toEqual([]);
    const { snapshots } = await api.read('/_emulator/snapshots');
    const found = {
      llms: (await llmsOf(api)).toSorted(),
      snapshots: snapshots.map(({ name }: Json) => name).toSorted(),
    };
    expect([sorted(state), sorted(otherwise)]).toContainEqual(found);
    if (JSON.stringify(found) !== JSON.stringify(sorted(state))) state = otherwise;
    if (round === ROUNDS) return;
    for (const old of Object.keys(state.snapshots).slice(0, -1)) {
      expect((await api.delete(`/_emulator/snapshots/${old}`)).status).toBe(204);
      const { [old]: _, ...kept } = state.snapshots;
      state = { ...state, snapshots: kept };
    }

    const doomed = index + 2 + (round % 7);
    for (let isGone = false; !isGone; index += 1) {
      const { path, body, after } = stepOf(index, state);
      otherwise = after(state);
      // At another moment of the step in each round: resets and loads take some milliseconds.
      if (index === doomed) setTimeout(() => api.child.kill('SIGKILL'), (round * 1.7) % 12);
      const answer = await api.post(path, body).catch(() => undefined);
      if (answer) {
        expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status === 200 || status === 201)]);
        state = otherwise;
      } else isGone = true;
    }
    expect(await api.exited).toBeNull();
  }
}, 3_600_000);
