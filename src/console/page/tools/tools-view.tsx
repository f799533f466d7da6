import { useState } from 'preact/hooks';
import { listAll } from '../api/call.ts';
import { useLoaded } from '../api/hooks.ts';
import type { Tool, ToolServer } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { TextField } from '../parts/fields.tsx';
import { Chip, Empty, ProblemNote, Section, ViewHeader } from '../parts/pieces.tsx';
import { NewLambda } from './lambda-editor.tsx';
import { ToolPage } from './tool-page.tsx';

/** `#/tools`, `#/tools/ID` and `#/tools/new`. */
export function ToolsView({ path: [id] }: ViewProps) {
  const tools = useLoaded(() => listAll<Tool>('/v2/tools', 'tools'), [id]);
  const servers = useLoaded(() => listAll<ToolServer>('/v2/tool_servers', 'tool_servers'), [id]);
  useShortcut('n', 'Write a lambda tool', () => goTo('tools', 'new'));
  const tool = tools.value?.find((one) => one.id === id);
  return (
    <>
      <ViewHeader
        title="Tools"
        lead="What agents can call: your own lambdas, tools of MCP servers and those of the platform."
      >
        <a class="button primary" href={linkTo('tools', 'new')} aria-keyshortcuts="n">
          Write a lambda
        </a>
      </ViewHeader>
      <ProblemNote problem={tools.problem ?? servers.problem} />
      {tools.value && (
        <div class={`beside ${id === undefined ? '' : 'chosen'}`}>
          <ToolList tools={tools.value} servers={servers.value ?? []} chosen={id} />
          {id === 'new' ? (
            <NewLambda />
          ) : tool ? (
            <ToolPage key={tool.id} tool={tool} server={serverOf(tool, servers.value)} onChanged={tools.reload} />
          ) : (
            <NoneChosen asked={id} />
          )}
        </div>
      )}
    </>
  );
}

const serverOf = ({ server_id }: Tool, servers: readonly ToolServer[] = []): ToolServer | undefined =>
  servers.find(({ id }) => id === server_id);

function NoneChosen({ asked }: { asked: string | undefined }) {
  return asked === undefined ? (
    <Empty title="Choose a tool">
      <p>What it takes is shown as a form here; a lambda is edited and tried out.</p>
    </Empty>
  ) : (
    <Empty title="No such tool">
      <p>
        There is none with the id {asked}. <a href={linkTo('tools')}>All tools</a>
      </p>
    </Empty>
  );
}

interface ToolListProps {
  tools: readonly Tool[];
  servers: readonly ToolServer[];
  chosen: string | undefined;
}

/** Those of the account, then those of each MCP server, then those of the platform. */
function ToolList({ tools, servers, chosen }: ToolListProps) {
  const [wanted, setWanted] = useState('');
  const found = tools.filter(({ name, title = '', description }) =>
    [name, title, description].some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase())),
  );
  const isOwn = ({ type }: Tool) => type === 'lambda' || type === 'client';
  const groups = [
    { title: 'Your own', tools: found.filter(isOwn) },
    ...servers.map(({ id, name }) => ({
      title: `Server ${name}`,
      tools: found.filter(({ server_id }) => server_id === id),
    })),
    { title: 'Platform', tools: found.filter((tool) => !isOwn(tool) && tool.type !== 'mcp') },
  ];
  return (
    <div class="stack list">
      <TextField
        label="Search tools"
        type="search"
        value={wanted}
        onChange={setWanted}
        placeholder="Name or description"
      />
      {groups.map((group) => (
        <Section key={group.title} title={group.title}>
          {group.tools.length === 0 && <p class="hint">{wanted === '' ? 'None yet.' : 'None matches.'}</p>}
          <ul class="choices">
            {group.tools.map(({ id, name, type, enabled, description }) => (
              <li key={id}>
                <a href={linkTo('tools', id)} aria-current={id === chosen ? 'true' : undefined}>
                  <span class="name">
                    <strong>{name}</strong> <Chip tone={type === 'lambda' ? 'accent' : 'plain'}>{type}</Chip>{' '}
                    {!enabled && <Chip tone="bad">disabled</Chip>}
                  </span>
                  <span class="line">{description}</span>
                </a>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}
