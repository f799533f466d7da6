import type { ComponentChildren } from 'preact';
import { at, post } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { AgentSession, StoredAgentEvent } from '../api/types.ts';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { ModelCalls, UpstreamCalls } from '../live/life/model.tsx';
import type { Entry, Note } from '../live/life/notes.tsx';
import { LongText } from '../live/life/on-demand.tsx';
import { Wire } from '../live/life/wire.tsx';
import { Code } from '../parts/code.tsx';
import { notify } from '../parts/dialogs.tsx';
import { milliseconds } from '../parts/format.ts';
import { Button, Chip, Facts, ProblemNote, Section } from '../parts/pieces.tsx';
import { lineOf, saidIn } from './event-lines.ts';
import { type EventSource, sourceOf } from './event-source.ts';

interface EventDetailProps {
  agentKey: string;
  event: StoredAgentEvent;
  /** All of the session that are known, oldest first. */
  events: readonly StoredAgentEvent[];
  onClose(): void;
}

/** All that an event holds, and where it came from: the model's request and raw stream, the tool, the conditions. */
export function EventDetail({ agentKey, event, events, onClose }: EventDetailProps) {
  const source = useLoaded(() => sourceOf(event, events), [event.id]);
  const fork = useAction(async () => {
    const { key } = await post<AgentSession>(at`/v2/agents/${agentKey}/sessions`, {
      from_session: { session_key: event.session_key, include_up_to_event_id: event.id },
    });
    notify('Forked up to this event.');
    goTo('agents', agentKey, key);
  });
  useShortcut('Escape', 'Close event', onClose);
  const { kind, tone } = lineOf(event);
  return (
    <section class="event-detail" aria-label="Event">
      <header>
        <h3>
          <Chip tone={tone}>{kind}</Chip> <code>{event.type}</code>
        </h3>
        <div class="actions">
          {source.value && <a href={linkTo('live', source.value.entry.id)}>The call in Live</a>}
          <Button busy={fork.running} onClick={() => fork.run()}>
            Fork up to here
          </Button>
          <Button kind="quiet" title="Close (Esc)" onClick={onClose}>
            Close
          </Button>
        </div>
      </header>
      <ProblemNote problem={fork.problem ?? source.problem} />
      <Holds event={event} />
      {source.value && <Source of={source.value} />}
      {!source.value && !source.loading && !source.problem && (
        <p class="hint">The journal has no call that this event came of: it has forgotten it, or was off.</p>
      )}
    </section>
  );
}

/** What the event says, as text where it is one. */
function Holds({ event }: { event: StoredAgentEvent }) {
  switch (event.type) {
    case 'input_message':
      return <Words>{event.messages.map(saidIn).join('\n')}</Words>;
    case 'thinking':
    case 'agent_output':
    case 'step_transition':
      return <Words>{event.content}</Words>;
    case 'structured_output':
      return <Code of={event.content} name={event.schema_name} />;
    case 'tool_input':
      return <Code of={event.tool_input} name={`arguments of ${event.tool_configuration_name}`} />;
    case 'tool_output':
      return <Code of={event.tool_output} name={`output of ${event.tool_configuration_name}`} />;
    case 'compaction':
      return <Words>{event.summary_text ?? ''}</Words>;
    default:
      return <Code of={event} name="event as JSON" />;
  }
}

const Words = ({ children }: { children: string }) => (
  <p class="words">
    <LongText text={children} most={4000} />
  </p>
);

function Source({ of: { entry, model, tool, transition } }: { of: EventSource }) {
  return (
    <div class="life">
      {tool && <ToolCall of={tool} />}
      {transition && <Conditions of={transition} />}
      {model.length > 0 && <AskedModel entry={entry} notes={model} />}
    </div>
  );
}

function ToolCall({ of }: { of: Note<'tool_call'> }) {
  return (
    <Section title={`Call of ${of.name}`}>
      <Facts
        of={{
          Tool: of.tool && <code>{of.tool}</code>,
          Type: of.type,
          'Answered by': of.answered_by,
          Took: of.ms === undefined ? 'still running' : milliseconds(of.ms),
          'Set by the agent': of.overridden?.join(', '),
        }}
      />
      <Code of={of.arguments} name="arguments as the tool got them" />
    </Section>
  );
}

function Conditions({ of: { from, tried } }: { of: Note<'transition'> }) {
  const value = (shown: unknown): ComponentChildren =>
    shown === undefined ? '' : <code>{JSON.stringify(shown)}</code>;
  return (
    <Section title={`What followed ${from}`}>
      <div class="table-frame" tabindex={0} role="group" aria-label="Conditions that were tried">
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Condition</th>
              <th scope="col">Held</th>
              <th scope="col">Came to</th>
            </tr>
          </thead>
          <tbody>
            {tried.map((one) => (
              <tr>
                <td>{one.to}</td>
                <td>{one.condition === undefined ? 'none' : <code>{one.condition}</code>}</td>
                <td>
                  <Chip tone={one.held ? 'good' : 'plain'}>{one.held ? 'yes' : 'no'}</Chip>
                </td>
                <td>{one.error ?? value(one.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** One call of the model, as if it had been all that the journal's call was about. */
function AskedModel({ entry, notes }: { entry: Entry; notes: EventSource['model'] }) {
  const [asked] = notes;
  const from = asked!.at_ms;
  const until = from + (asked?.kind === 'model' ? (asked.ms ?? entry.duration_ms) : 0) + TOLD_WITHIN_MS;
  const events = entry.response.events?.filter(({ at_ms }) => at_ms >= from && at_ms <= until);
  const alone: Entry = {
    ...entry,
    notes,
    duration_ms: Math.min(until, entry.duration_ms),
    response: { ...entry.response, ...(events && { events }) },
  };
  const hasRequests = notes.length > 1;
  return (
    <>
      <ModelCalls entry={alone} />
      {hasRequests && <UpstreamCalls entry={alone} />}
      {hasRequests && <Wire entry={alone} />}
    </>
  );
}

/** What the model said has left for the client by then. */
const TOLD_WITHIN_MS = 5;
