import type { VNode } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { StoredAgentEvent } from '../api/types.ts';
import { LongText } from '../live/life/on-demand.tsx';
import { Code } from '../parts/code.tsx';
import { count } from '../parts/format.ts';
import { Button, ProblemNote } from '../parts/pieces.tsx';
import { lineOf, saidIn } from './event-lines.ts';
import type { Talk } from './talk-state.ts';

interface MessagesProps {
  talk: Talk;
  isRunning: boolean;
  earlier: (() => Promise<void>) | undefined;
  /** The id of the event that is looked at. */
  open: string | undefined;
}

/** What was said, oldest first; its end is kept in sight while it grows. */
export function Messages({ talk, isRunning, earlier, open }: MessagesProps) {
  const { events, saying, thinking, ended, problem } = talk;
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const look = () => {
    const { scrollHeight, scrollTop, clientHeight } = frame.current!;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 60;
  };
  useLayoutEffect(() => {
    if (isAtEnd.current) frame.current!.scrollTop = frame.current!.scrollHeight;
  }, [events, saying, thinking, ended, problem]);
  // Drawn anew only when there are others: while an answer streams in, its own lines alone change.
  const said = useMemo(() => events.map(messageOf), [events]);
  return (
    <div ref={frame} class="messages" tabindex={0} role="log" aria-label="Conversation" onScroll={look}>
      {earlier && (
        <p class="aside">
          <Button kind="quiet" onClick={earlier}>
            Show earlier
          </Button>
        </p>
      )}
      {events.length === 0 && !isRunning && <p class="aside">Nothing was said yet.</p>}
      {said.map((message, index) =>
        message && events[index]!.id === open ? <div class="looked-at">{message}</div> : message,
      )}
      {thinking && <p class="message thinking">{thinking}</p>}
      {saying && <p class="message from-agent coming">{saying}</p>}
      {isRunning && !saying && !thinking && (
        <p class="aside" role="status">
          Working …
        </p>
      )}
      {ended && <p class="aside">{ended}</p>}
      <ProblemNote problem={problem} title="The turn failed" />
    </div>
  );
}

/** Nothing for what is told among the events alone. */
function messageOf(event: StoredAgentEvent): VNode | null {
  const { id } = event;
  switch (event.type) {
    case 'input_message':
      return (
        <div key={id} class="message from-user">
          <LongText text={event.messages.map(saidIn).join('\n')} most={2000} />
        </div>
      );
    case 'agent_output':
      return (
        <div key={id} class="message from-agent">
          <LongText text={event.content} most={4000} />
        </div>
      );
    case 'structured_output':
      return (
        <div key={id} class="message from-agent">
          <Structured name={event.schema_name} content={event.content} />
        </div>
      );
    case 'artifact_upload':
      return (
        <p key={id} class="aside">
          {count(event.artifacts.length, 'file')}: {lineOf(event).text}
        </p>
      );
    case 'tool_input':
      return (
        <p key={id} class="aside">
          calls <code>{event.tool_configuration_name}</code>
        </p>
      );
    case 'step_transition':
      return (
        <p key={id} class="aside">
          goes on as <strong>{event.to_step}</strong>
        </p>
      );
    case 'compaction':
      return (
        <p key={id} class="aside">
          {count(event.events_compacted, 'event')} before this were summed up
        </p>
      );
    default:
      return null;
  }
}

/** What fits is told in a line. */
const ONE_LINE = 60;

function Structured({ name, content }: { name: string; content: unknown }) {
  const line = JSON.stringify(content);
  return (
    <>
      <span class="hint">{name}</span>{' '}
      {line.length <= ONE_LINE ? <code>{line}</code> : <Code of={content} name={name} copy={false} />}
    </>
  );
}
