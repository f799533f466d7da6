import { useState } from 'preact/hooks';
import { at, get, post, remove } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { Agent, AgentSession, StoredAgentEvent } from '../api/types.ts';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { CheckField, TextAreaField } from '../parts/fields.tsx';
import { Button, Chip, ProblemNote, Segmented, ViewHeader } from '../parts/pieces.tsx';
import { EventDetail } from './event-detail.tsx';
import { EventList } from './event-list.tsx';
import { Messages } from './messages.tsx';
import { StepPicture } from './step-picture.tsx';
import { type TalkControl, useTalk } from './use-talk.ts';

interface SessionPageProps {
  agentKey: string;
  sessionKey: string;
  /** The id of the event that is open. */
  open: string | undefined;
}

/** A conversation, beside it what happens in it. */
export function SessionPage({ agentKey, sessionKey, open }: SessionPageProps) {
  const agent = useLoaded(() => get<Agent>(at`/v2/agents/${agentKey}`), [agentKey]);
  const [hidden, setHidden] = useState(false);
  const [shown, setShown] = useState<'events' | 'steps'>('events');
  const control = useTalk(agentKey, sessionKey, hidden);
  const { talk, session, problem, isRunning, earlier } = control;
  const { events } = talk.value;
  const close = () => goTo('agents', agentKey, sessionKey);
  const openEvent = ({ id }: StoredAgentEvent) => goTo('agents', agentKey, sessionKey, id);
  const opened = open === undefined ? undefined : events.find(({ id }) => id === open);
  return (
    <>
      <ViewHeader title={agent.value?.name ?? agentKey} lead={<Lead {...{ agentKey, session, isRunning }} />}>
        <SessionActions {...{ agentKey, sessionKey, session }} />
      </ViewHeader>
      <ProblemNote problem={agent.problem ?? problem} />
      <div class={`talk ${opened ? 'opened' : ''}`}>
        <section class="section conversation" aria-label="Conversation with the agent">
          <Messages talk={talk.value} isRunning={isRunning} earlier={earlier} open={open} />
          <SayForm control={control} />
        </section>
        <section class="section happening" aria-label="What happens">
          <header>
            <Segmented label="Shown" value={shown} choices={SHOWN} onChange={setShown} />
            {shown === 'events' && <CheckField label="Hidden ones too" value={hidden} onChange={setHidden} />}
          </header>
          {shown === 'events' ? (
            <EventList events={events} open={open} onOpen={openEvent} />
          ) : (
            agent.value && (
              <StepPicture
                agent={agent.value}
                chosen={undefined}
                current={session?.current_step_name ?? undefined}
                onChoose={() => goTo('agents', agentKey)}
              />
            )
          )}
          {shown === 'events' && opened && (
            <EventDetail key={opened.id} agentKey={agentKey} event={opened} events={events} onClose={close} />
          )}
        </section>
      </div>
    </>
  );
}

const SHOWN = [
  { value: 'events' as const, label: 'Events' },
  { value: 'steps' as const, label: 'Steps' },
];

interface LeadProps {
  agentKey: string;
  session: AgentSession | undefined;
  isRunning: boolean;
}

function Lead({ agentKey, session, isRunning }: LeadProps) {
  const { total_tokens, model_context_window } = session?.session_context_usage ?? {};
  return (
    <span class="session-lead">
      <a href={linkTo('agents', agentKey)}>← The agent</a>
      {session && <strong>{session.name}</strong>}
      {session && <Chip tone={isRunning ? 'info' : 'plain'}>{isRunning ? 'running' : (session.status ?? 'idle')}</Chip>}
      {session?.current_step_name && (
        <span>
          at step <strong>{session.current_step_name}</strong>
        </span>
      )}
      {total_tokens !== undefined && (
        <span>
          {total_tokens.toLocaleString('en')}
          {model_context_window ? ` of ${model_context_window.toLocaleString('en')}` : ''} tokens
        </span>
      )}
    </span>
  );
}

interface SessionActionsProps {
  agentKey: string;
  sessionKey: string;
  session: AgentSession | undefined;
}

function SessionActions({ agentKey, sessionKey, session }: SessionActionsProps) {
  const sessions = at`/v2/agents/${agentKey}/sessions`;
  const fork = useAction(async () => {
    const { key } = await post<AgentSession>(sessions, { from_session: { session_key: sessionKey } });
    notify('Forked: what is said from here on is said in the copy.');
    goTo('agents', agentKey, key);
  });
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this session?', `This deletes “${session?.name}” and all that was said in it.`)))
      return;
    await remove(`${sessions}/${encodeURIComponent(sessionKey)}`);
    goTo('agents', agentKey);
  });
  return (
    <>
      <Button busy={fork.running} title="A copy that goes its own way" onClick={() => fork.run()}>
        Fork
      </Button>
      <Button kind="danger" busy={deletion.running} onClick={() => deletion.run()}>
        Delete session
      </Button>
      <ProblemNote problem={fork.problem ?? deletion.problem} />
    </>
  );
}

function SayForm({ control: { isRunning, say, interrupt } }: { control: TalkControl }) {
  const [text, setText] = useState('');
  const interruption = useAction(interrupt);
  const send = () => {
    if (text.trim() === '') return;
    say(text.trim());
    setText('');
  };
  useShortcut('Mod+Enter', 'Send', send);
  const submit = (event: Event) => {
    event.preventDefault();
    send();
  };
  return (
    <form class="say" onSubmit={submit}>
      <ProblemNote problem={interruption.problem} />
      <TextAreaField
        label="Message"
        rows={2}
        value={text}
        onChange={setText}
        placeholder="Say something to the agent"
      />
      <div class="actions">
        <Button kind="primary" type="submit">
          {isRunning ? 'Send in between' : 'Send'}
        </Button>
        {isRunning && (
          <Button busy={interruption.running} onClick={() => interruption.run()}>
            Interrupt
          </Button>
        )}
        <span class="hint keys-hint">
          <kbd>Ctrl</kbd>
          <kbd>Enter</kbd>
        </span>
      </div>
    </form>
  );
}
