import { useState } from 'preact/hooks';
import { at, post, remove } from '../api/call.ts';
import { useAction } from '../api/hooks.ts';
import type { Tool, ToolServer } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { Code } from '../parts/code.tsx';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { isObject, milliseconds } from '../parts/format.ts';
import { Button, Chip, Facts, ProblemNote, Section } from '../parts/pieces.tsx';
import { LambdaCode } from './lambda-editor.tsx';
import { type Arguments, SchemaForm } from './schema-form.tsx';

interface ToolPageProps {
  tool: Tool;
  /** That it is of, if it is of one. */
  server: ToolServer | undefined;
  onChanged(): void;
}

/** What a tool takes and gives; a lambda to edit and to try out. */
export function ToolPage({ tool, server, onChanged }: ToolPageProps) {
  const { id, name, title, description, type, enabled, category, output_schema } = tool;
  const isOwn = type === 'lambda' || type === 'client';
  const deletion = useAction(async () => {
    if (!(await confirmed('Delete this tool?', `This deletes “${name}”.`))) return;
    await remove(at`/v2/tools/${id}`);
    notify(`Deleted ${name}.`);
    goTo('tools');
  });
  const actions = (
    <>
      <a class="back" href={linkTo('tools')}>
        All tools
      </a>
      {isOwn && (
        <Button kind="danger" busy={deletion.running} onClick={() => deletion.run()}>
          Delete tool
        </Button>
      )}
    </>
  );
  return (
    <div class="stack">
      <Section title={title ?? name} actions={actions}>
        <ProblemNote problem={deletion.problem} />
        <p class="description">{description}</p>
        <Facts
          of={{
            Name: <code>{name}</code>,
            Id: <code>{id}</code>,
            Type: type,
            Category: category,
            Server: server && `${server.name}, ${server.uri}`,
            State: enabled ? undefined : <Chip tone="bad">disabled</Chip>,
          }}
        />
      </Section>
      {type === 'lambda' && <LambdaCode tool={tool} onChanged={onChanged} />}
      <TryOut tool={tool} />
      <Section title="Schemas">
        <details>
          <summary>What it takes</summary>
          <Code of={tool.input_schema} name="input schema" />
        </details>
        {output_schema && (
          <details>
            <summary>What it gives</summary>
            <Code of={output_schema} name="output schema" />
          </details>
        )}
      </Section>
    </div>
  );
}

/** How a test ended, as the API tells it. */
type Tested = { latency_millis: number; memory_used_mb?: number } & (
  | { type: 'success'; output: unknown; validation_results?: { validation_errors?: string[] } }
  | { type: 'error'; error: { message: string; traceback?: string } }
);

/** The arguments as a form, and as the model would write them; a lambda is called with them. */
function TryOut({ tool }: { tool: Tool }) {
  const [typed, setTyped] = useState<Arguments>({});
  // Code that was changed may take less than before.
  const { properties } = tool.input_schema;
  const given = Object.fromEntries(
    Object.entries(typed).filter(([name]) => isObject(properties) && Object.hasOwn(properties, name)),
  );
  const [outcome, setOutcome] = useState<Tested>();
  const canTest = tool.type === 'lambda';
  const test = useAction(async () => {
    setOutcome(undefined);
    setOutcome(await post<Tested>(at`/v2/tools/${tool.id}/test`, { input: given }));
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (canTest) void test.run();
  };
  return (
    <Section title={canTest ? 'Test' : 'Arguments'}>
      <form onSubmit={submit}>
        <SchemaForm schema={tool.input_schema} value={given} onChange={setTyped} />
        <Code of={given} name="arguments as the model writes them" />
        {canTest ? (
          <div class="actions">
            <Button kind="primary" type="submit" busy={test.running}>
              Test
            </Button>
          </div>
        ) : (
          <p class="hint">Only lambdas can be tested by themselves; an agent calls this one.</p>
        )}
      </form>
      <ProblemNote problem={test.problem} />
      {outcome && <Outcome of={outcome} />}
    </Section>
  );
}

function Outcome({ of }: { of: Tested }) {
  const { latency_millis, memory_used_mb } = of;
  const misfits = of.type === 'success' ? (of.validation_results?.validation_errors ?? []) : [];
  return (
    <div class="stack" role="status" aria-label="Outcome">
      <Facts
        of={{
          Outcome: <Chip tone={of.type === 'success' ? 'good' : 'bad'}>{of.type}</Chip>,
          Took: milliseconds(latency_millis),
          Memory: memory_used_mb === undefined ? undefined : `${memory_used_mb} MB`,
        }}
      />
      {misfits.map((misfit) => (
        <p class="note">{misfit}</p>
      ))}
      {of.type === 'success' ? (
        <Code of={of.output} name="output" />
      ) : (
        <div class="note problem">
          <p class="words">{of.error.message}</p>
          {of.error.traceback && <Code of={of.error.traceback} name="traceback" />}
        </div>
      )}
    </div>
  );
}
