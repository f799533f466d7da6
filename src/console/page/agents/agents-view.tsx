import { useState } from 'preact/hooks';
import { listAll } from '../api/call.ts';
import { useLoaded } from '../api/hooks.ts';
import type { Agent } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { linkTo } from '../app/navigation.ts';
import { TextField } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import { Chip, Empty, ProblemNote, Section, ViewHeader } from '../parts/pieces.tsx';
import { AgentPage } from './agent-page.tsx';
import { stepsOf } from './layout.ts';
import { SampleAgentButton } from './sample-agent.tsx';
import { SessionPage } from './session-page.tsx';

/** `#/agents`, `#/agents/KEY`, `#/agents/KEY/SESSION` and `#/agents/KEY/SESSION/EVENT-ID`. */
export function AgentsView({ path: [key, session, event] }: ViewProps) {
  if (key === undefined || session === undefined) return <AllAgents chosen={key} />;
  return <SessionPage key={`${key}/${session}`} agentKey={key} sessionKey={session} open={event} />;
}

function AllAgents({ chosen: key }: { chosen: string | undefined }) {
  const agents = useLoaded(() => listAll<Agent>('/v2/agents', 'agents'), [key]);
  const all = agents.value;
  const agent = all?.find((one) => one.key === key);
  return (
    <>
      <ViewHeader title="Agents" lead="Models that work in steps and call tools; talk to them and see what they do." />
      <ProblemNote problem={agents.problem} />
      {all?.length === 0 && <NoneYet />}
      {all && all.length > 0 && (
        <div class={`beside ${key === undefined ? '' : 'chosen'}`}>
          <AgentList agents={all} chosen={key} />
          {agent ? <AgentPage key={agent.key} agent={agent} /> : <NoneChosen asked={key} />}
        </div>
      )}
    </>
  );
}

function NoneYet() {
  return (
    <section class="section" aria-label="No agent yet">
      <Empty title="No agent yet">
        <p>
          A lighthouse keeper who searches ten short articles and answers from them, in three steps: one click, and
          nothing leaves this machine.
        </p>
        <SampleAgentButton />
        <p class="hint">
          Or make one of your own with <code>POST /v2/agents</code> or a seed; it appears here.
        </p>
      </Empty>
    </section>
  );
}

function NoneChosen({ asked }: { asked: string | undefined }) {
  if (asked !== undefined) {
    return (
      <Empty title="No such agent">
        <p>
          There is none with the key {asked}. <a href={linkTo('agents')}>All agents</a>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="Choose an agent">
      <p>Its steps and tools, and its conversations, are shown here.</p>
    </Empty>
  );
}

/** Beyond so many the list is searched. */
const FEW = 5;

function AgentList({ agents, chosen }: { agents: readonly Agent[]; chosen: string | undefined }) {
  const [wanted, setWanted] = useState('');
  const found = agents
    .filter(({ key, name, description = '' }) =>
      [key, name, description].some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase())),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div class="stack list">
      <Section title="All agents">
        {agents.length > FEW && (
          <TextField
            label="Search agents"
            type="search"
            value={wanted}
            onChange={setWanted}
            placeholder="Key, name or description"
          />
        )}
        <ul class="choices">
          {found.map((agent) => (
            <Item key={agent.key} agent={agent} chosen={agent.key === chosen} />
          ))}
        </ul>
        {found.length === 0 && <p class="hint">No agent matches.</p>}
      </Section>
    </div>
  );
}

function Item({ agent, chosen }: { agent: Agent; chosen: boolean }) {
  const { key, name, model, enabled, tool_configurations } = agent;
  return (
    <li>
      <a href={linkTo('agents', key)} aria-current={chosen ? 'true' : undefined}>
        <span class="name">
          <strong>{name}</strong> {!enabled && <Chip tone="bad">disabled</Chip>}
        </span>
        <span class="line mono">{key}</span>
        <span class="line">
          {count(stepsOf(agent).size, 'step')} · {count(Object.keys(tool_configurations).length, 'tool')} · {model.name}
        </span>
      </a>
    </li>
  );
}
