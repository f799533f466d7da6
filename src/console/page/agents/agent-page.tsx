import { useState } from 'preact/hooks';
import { at, listAll, post, remove } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { Agent, AgentSession } from '../api/types.ts';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { Code } from '../parts/code.tsx';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { count, dateAndTime } from '../parts/format.ts';
import { Button, Chip, Facts, ProblemNote, Section, type Tone } from '../parts/pieces.tsx';
import { stepsOf } from './layout.ts';
import { StepDetail } from './step-detail.tsx';
import { StepPicture } from './step-picture.tsx';

/** What an agent is made of, and its sessions. */
export function AgentPage({ agent }: { agent: Agent }) {
  const { key, name, description, model, enabled, tool_configurations, skills = {}, compaction } = agent;
  const [chosen, setChosen] = useState<string>();
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this agent?', `This deletes “${name}” with its sessions and what was said in them.`)))
      return;
    await remove(at`/v2/agents/${key}`);
    notify(`Deleted ${name}.`);
    goTo('agents');
  });
  const start = useAction(async () => {
    const session = await post<AgentSession>(at`/v2/agents/${key}/sessions`, {});
    goTo('agents', key, session.key);
  });
  useShortcut('n', 'Talk to the agent', () => void start.run());
  const steps = stepsOf(agent);
  const step = chosen === undefined ? undefined : steps.get(chosen);
  const actions = (
    <>
      <a class="back" href={linkTo('agents')}>
        All agents
      </a>
      <Button kind="primary" title="In a new session (n)" busy={start.running} onClick={() => start.run()}>
        Talk to it
      </Button>
      <Button kind="danger" busy={deletion.running} onClick={() => deletion.run()}>
        Delete agent
      </Button>
    </>
  );
  return (
    <div class="stack">
      <Section title={name} actions={actions}>
        <ProblemNote problem={start.problem ?? deletion.problem} />
        {description && <p class="description">{description}</p>}
        <Facts
          of={{
            Key: <code>{key}</code>,
            Model: <code>{model.name}</code>,
            Steps: steps.size,
            Tools: Object.keys(tool_configurations).length,
            Skills: Object.keys(skills).length || undefined,
            Compaction: compaction?.enabled === false ? 'off' : undefined,
            State: enabled ? undefined : <Chip tone="bad">disabled</Chip>,
          }}
        />
      </Section>
      <Section title="Steps">
        <StepPicture agent={agent} chosen={chosen} onChoose={(one) => setChosen(one === chosen ? undefined : one)} />
        <p class="hint">A step that is pressed shows what the configuration says of it.</p>
      </Section>
      {step && <StepDetail agent={agent} name={chosen!} step={step} />}
      <Sessions agent={agent} />
      <Section title="Configuration">
        <details>
          <summary>As the API answers with it</summary>
          <Code of={agent} name="agent as JSON" />
        </details>
      </Section>
    </div>
  );
}

/** As many are shown at first. */
const SHOWN = 20;

const TONES: Record<string, Tone> = { running: 'info', stopped: 'plain', unstarted: 'plain' };

function Sessions({ agent }: { agent: Agent }) {
  const sessions = useLoaded(() => listAll<AgentSession>(at`/v2/agents/${agent.key}/sessions`, 'sessions'));
  const [shown, setShown] = useState(SHOWN);
  const newest = [...(sessions.value ?? [])].sort((a, b) => b.created_at.localeCompare(a.created_at));
  return (
    <Section title="Sessions">
      <ProblemNote problem={sessions.problem} />
      {sessions.value?.length === 0 && <p class="hint">None yet.</p>}
      {newest.length > 0 && (
        <div class="table-frame" tabindex={0} role="group" aria-label="Sessions of the agent">
          <table>
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">State</th>
                <th scope="col">Stands at</th>
                <th scope="col" class="number">
                  Tokens
                </th>
                <th scope="col">Made</th>
              </tr>
            </thead>
            <tbody>
              {newest.slice(0, shown).map((session) => (
                <SessionRow key={session.key} session={session} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {newest.length > shown && (
        <div class="actions">
          <Button onClick={() => setShown(shown + SHOWN)}>Show more</Button>
          <span class="hint">
            {shown} of {count(newest.length, 'session')}
          </span>
        </div>
      )}
    </Section>
  );
}

function SessionRow({ session }: { session: AgentSession }) {
  const { agent_key, key, name, status = 'unstarted', current_step_name, session_context_usage, created_at } = session;
  return (
    <tr>
      <td class="about">
        <a href={linkTo('agents', agent_key, key)}>
          <strong>{name}</strong>
        </a>{' '}
        {name !== key && <code>{key}</code>}
      </td>
      <td>
        <Chip tone={TONES[status]!}>{status}</Chip>
      </td>
      <td>{current_step_name}</td>
      <td class="number">{session_context_usage?.total_tokens?.toLocaleString('en')}</td>
      <td>{dateAndTime(created_at)}</td>
    </tr>
  );
}
