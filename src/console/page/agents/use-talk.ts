import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { at, get, post, stream } from '../api/call.ts';
import { asProblem, Problem } from '../api/problem.ts';
import type { AgentSession, StoredAgentEvent, TurnEvent } from '../api/types.ts';
import { advance, NOTHING, type Talk, type TalkStep } from './talk-state.ts';

export interface TalkControl {
  talk: ReadonlySignal<Talk>;
  /** Undefined until it is loaded. */
  session: AgentSession | undefined;
  problem: Problem | undefined;
  isRunning: boolean;
  /** Begins a turn, which is told, or steers the one that runs. */
  say(text: string): void;
  interrupt(): Promise<void>;
  /** Loads the page before; undefined where there is none. */
  earlier: (() => Promise<void>) | undefined;
}

/** A stream can bring a thousand pieces at once; they are shown this often. */
const SHOWN_EVERY_MS = 40;
/** What others say to the session is looked for this often. */
const LOOK_EVERY_MS = 1000;
/** Tokens a second of the built-in model, so that one sees how an answer streams in. */
const PACE = { 'x-emulator-pace': '40' };
const PAGE = 100;

interface Page {
  events: StoredAgentEvent[];
  metadata: { page_key?: string };
}

/** A conversation that goes on: what is said here is told as it happens, what others say within a second. */
export function useTalk(agentKey: string, sessionKey: string, hidden: boolean): TalkControl {
  const path = at`/v2/agents/${agentKey}/sessions/${sessionKey}`;
  const talk = useSignal(NOTHING);
  const [session, setSession] = useState<AgentSession>();
  const [problem, setProblem] = useState<Problem>();
  const [before, setBefore] = useState<string>();
  /** Of the stream that is followed. */
  const following = useRef(new AbortController());
  const step = (...steps: TalkStep[]) => {
    talk.value = steps.reduce(advance, talk.peek());
  };

  const list = async (query: Record<string, string>): Promise<Page> => {
    const page = await get<Page>(`${path}/events?${new URLSearchParams(query)}`);
    return { ...page, events: page.events.reverse() };
  };
  const first = { limit: String(PAGE), include_hidden: String(hidden) };

  /** Down to what is known already, if anything is. */
  const look = async () => {
    const [page, current] = await Promise.all([list(first), get<AgentSession>(path)]);
    let { events: newest, metadata } = page;
    const known = new Set(talk.peek().events.map(({ id }) => id));
    while (known.size > 0 && metadata.page_key !== undefined && !newest.some(({ id }) => known.has(id))) {
      const older = await list({ limit: String(PAGE), page_key: metadata.page_key });
      newest = [...older.events, ...newest];
      metadata = older.metadata;
    }
    if (known.size === 0) setBefore(metadata.page_key);
    setSession((last) => (JSON.stringify(last) === JSON.stringify(current) ? last : current));
    setProblem(undefined);
    // A turn that is told here has more to tell than what is kept of it.
    if (!talk.peek().isTold) step({ type: 'listed', newest });
  };

  useEffect(() => {
    talk.value = NOTHING;
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout>;
    const again = async () => {
      if (document.visibilityState === 'visible' && !talk.peek().isTold) {
        await look().catch((error) => setProblem(asProblem(error)));
      }
      if (!isLeft) timer = setTimeout(again, LOOK_EVERY_MS);
    };
    void again();
    return () => {
      isLeft = true;
      clearTimeout(timer);
      following.current.abort();
    };
  }, [path, hidden]);

  /** In the place of what was followed before. Never throws: what goes wrong is told. */
  const follow = async (body: object) => {
    following.current.abort();
    following.current = new AbortController();
    const { signal } = following.current;
    let told: TalkStep[] = [];
    const show = () => {
      if (!signal.aborted) step(...told);
      told = [];
    };
    step({ type: 'asked' });
    let failed: Problem | undefined;
    try {
      const options = { body: { ...body, stream_response: true }, headers: PACE, signal };
      for await (const { data } of stream<TurnEvent>('POST', `${path}/events`, options)) {
        told.push({ type: 'told', event: data });
        if (told.length === 1) setTimeout(show, SHOWN_EVERY_MS);
      }
    } catch (error) {
      failed = error instanceof TypeError ? new Problem('The connection broke off.') : asProblem(error);
    }
    show();
    if (signal.aborted) return;
    step({ type: 'over', ...(failed && { problem: failed }) });
    await look().catch(() => {});
  };

  const isRunning = talk.value.isTold || session?.status === 'running';
  const say = (text: string) => {
    const messages = [{ type: 'text', content: text }];
    // A turn that runs takes it up and is told on from the event that is known last, with what was just being said.
    const since = talk.peek().events.at(-1)?.id ?? 'start';
    void follow(isRunning ? { messages, since, behavior: 'steer' } : { messages });
  };
  const interrupt = () => post(`${path}/events`, { type: 'interrupt' });
  const earlier = async () => {
    const page = await list({ limit: String(PAGE), page_key: before! });
    setBefore(page.metadata.page_key);
    step({ type: 'earlier', events: page.events });
  };
  return { talk, session, problem, isRunning, say, interrupt, earlier: before === undefined ? undefined : earlier };
}
