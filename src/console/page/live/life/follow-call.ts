import { useEffect, useState } from 'preact/hooks';
import { at, get } from '../../api/call.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { Entry } from './notes/call-notes.ts';

const EVERY_MS = 300;

export interface FollowedCall {
  entry: Entry | undefined;
  problem: Problem | undefined;
}

/** A call of the journal, loaded again and again while it runs. */
export function useCall(id: string): FollowedCall {
  const [followed, setFollowed] = useState<FollowedCall>({ entry: undefined, problem: undefined });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      try {
        const entry = await get<Entry>(at`/_emulator/journal/${id}`, { signal });
        if (signal.aborted) return;
        setFollowed({ entry, problem: undefined });
        if (entry.state === 'running') timer = setTimeout(load, EVERY_MS);
      } catch (error) {
        if (!signal.aborted) setFollowed(({ entry }) => ({ entry, problem: asProblem(error) }));
      }
    };
    void load();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [id]);
  return followed;
}
