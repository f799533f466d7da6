import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { at, get } from '../../api/call.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { ProblemNote } from '../../parts/pieces.tsx';
import { AnswerGivenPart, answerOf } from './answer.tsx';
import { CallHead, RequestPart, ResponsePart } from './head.tsx';
import { Hits } from './hits.tsx';
import { ModelCalls, Prompt, UpstreamCalls, upstreamTitle } from './model.tsx';
import { AsRecorded, type Entry, type Note, notesOf, OtherNotes, otherNotes } from './notes.tsx';
import { Resolution } from './plan.tsx';
import { Wire } from './wire.tsx';

/** The life of one call, from what came to what it cost. */
export function CallLife({ id }: { id: string }) {
  const { entry, problem } = useCall(id);
  return (
    <div class="life" aria-busy={!entry && !problem}>
      <ProblemNote problem={problem} title="This call cannot be shown" />
      {entry && <Life key={entry.id} entry={entry} />}
    </div>
  );
}

function Life({ entry }: { entry: Entry }) {
  const parts = useMemo(() => partsOfLife(entry), [entry]);
  return <InTurn parts={parts} />;
}

const EVERY_MS = 300;

interface FollowedCall {
  entry: Entry | undefined;
  problem: Problem | undefined;
}

/** A call of the journal, loaded again and again while it runs. */
function useCall(id: string): FollowedCall {
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

/** The parts in the order they are shown: the head, then one for each kind of thing that the entry tells of. */
function partsOfLife(entry: Entry): VNode[] {
  const has = (kind: Note['kind']) => notesOf(entry, kind).length > 0;
  const answer = answerOf(entry);
  const isAnswer = answer.text !== undefined || has('model') || has('consistency');
  const upstreams = notesOf(entry, 'upstream');
  const parts: [title: string, isThere: boolean, part: VNode][] = [
    ['Request', true, <RequestPart entry={entry} />],
    ['Resolved', has('plan'), <Resolution entry={entry} />],
    ['Hits', has('search'), <Hits entry={entry} />],
    ['Prompt', has('prompt'), <Prompt entry={entry} />],
    ['Model call', has('model'), <ModelCalls entry={entry} />],
    [upstreamTitle(upstreams), upstreams.length > 0, <UpstreamCalls entry={entry} />],
    ['On the wire', upstreams.length > 0 || entry.is_stream, <Wire entry={entry} />],
    ['Answer', isAnswer, <AnswerGivenPart entry={entry} answer={answer} />],
    ['Response', !entry.is_stream, <ResponsePart entry={entry} folded={answer.text !== undefined} />],
    ['Other notes', otherNotes(entry).length > 0, <OtherNotes entry={entry} />],
    ['As recorded', true, <AsRecorded entry={entry} />],
  ];
  const there = parts.filter(([, isThere]) => isThere);
  const head = <CallHead key="head" entry={entry} titles={there.map(([title]) => title)} />;
  return [head, ...there.map(([, , part]) => part)];
}

/** Shows parts one after another, each in a task of its own: together they would hold up the page. */
function InTurn({ parts }: { parts: VNode[] }) {
  const [shown, setShown] = useState(1);
  useEffect(() => {
    if (shown >= parts.length) return;
    const timer = setTimeout(() => setShown(shown + 1));
    return () => clearTimeout(timer);
  }, [shown, parts.length]);
  return <>{parts.slice(0, shown)}</>;
}
