import { useEffect, useState } from 'preact/hooks';
import { at, patch, post } from '../api/call.ts';
import { useAction } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { CreateLambdaToolRequest, Tool } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { notify } from '../parts/dialogs.tsx';
import { TextAreaField, TextField } from '../parts/fields.tsx';
import { isObject } from '../parts/format.ts';
import { Button, Chip, ProblemNote, Section } from '../parts/pieces.tsx';

/** What the API says of code that is no tool yet. */
interface Validation {
  validation: { status: 'valid' | 'invalid' | 'pending'; errors?: string[] };
  input_schema?: Record<string, unknown>;
}

const PAUSE_MS = 400;

/** What is wrong with code, asked for whenever somebody pauses in typing. */
function useValidation(code: string): { found: Validation | undefined; problem: Problem | undefined } {
  const [found, setFound] = useState<Validation>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const ask = async () => {
      try {
        const told = await post<Validation>('/v2/tools/test', { language: 'python', code }, { aside: true, signal });
        setFound(told);
        setProblem(undefined);
      } catch (error) {
        if (!signal.aborted) setProblem(asProblem(error));
      }
    };
    const timer = code.trim() === '' ? undefined : setTimeout(ask, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [code]);
  return { found, problem };
}

interface CodeEditorProps {
  code: string;
  onChange(code: string): void;
}

/** Python, with what is wrong with it beneath, as it is typed. */
function CodeEditor({ code, onChange }: CodeEditorProps) {
  const { found, problem } = useValidation(code);
  const { status, errors = [] } = found?.validation ?? {};
  const properties = found?.input_schema?.properties;
  const takes = isObject(properties) ? Object.keys(properties) : [];
  return (
    <>
      <TextAreaField
        mono
        label="Code"
        rows={14}
        value={code}
        onChange={onChange}
        hint="A Python function `process`; its annotations and docstring become the schema."
        error={status === 'invalid' ? errors.join('\n') || 'This is not valid.' : undefined}
      />
      <p role="status" class="validation">
        {status === 'valid' && (
          <>
            <Chip tone="good">valid</Chip>{' '}
            {takes.length > 0 ? `It takes ${takes.join(', ')}.` : 'It takes no arguments.'}
          </>
        )}
        {status === 'invalid' && <Chip tone="bad">invalid</Chip>}
      </p>
      <ProblemNote problem={problem} title="The code could not be checked" />
    </>
  );
}

/** The code of a lambda to change. */
export function LambdaCode({ tool, onChanged }: { tool: Tool; onChanged(): void }) {
  const kept = tool.function_definition?.code ?? '';
  const [code, setCode] = useState(kept);
  const saving = useAction(async () => {
    await patch(at`/v2/tools/${tool.id}`, { type: 'lambda', code });
    notify(`Saved ${tool.name}.`);
    onChanged();
  });
  const actions = (
    <Button kind="primary" disabled={code === kept} busy={saving.running} onClick={() => saving.run()}>
      Save
    </Button>
  );
  return (
    <Section title="Code" actions={actions}>
      <CodeEditor code={code} onChange={setCode} />
      <ProblemNote problem={saving.problem} />
    </Section>
  );
}

const FIRST_CODE = `def process(city: str, days: int = 1) -> dict:
    """Tells how the weather will be.

    Args:
        city: Where.
        days: How many days to look ahead.
    """
    return {"city": city, "forecast": ["rain"] * days}
`;

export function NewLambda() {
  const [draft, setDraft] = useState({ name: '', description: '', code: FIRST_CODE });
  const creation = useAction(async () => {
    const request: CreateLambdaToolRequest = { type: 'lambda', language: 'python', ...draft };
    const { id, name } = await post<Tool>('/v2/tools', request);
    notify(`Made ${name}.`);
    goTo('tools', id);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void creation.run();
  };
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    error: creation.problem?.fields[`body.${name}`],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <Section title="A new lambda tool" actions={<a href={linkTo('tools')}>All tools</a>}>
      <form onSubmit={submit}>
        <div class="field-row">
          <TextField label="Name" required autofocus {...field('name')} />
          <TextField label="Description" required hint="What the model is told." {...field('description')} />
        </div>
        <CodeEditor code={draft.code} onChange={(code) => setDraft({ ...draft, code })} />
        <ProblemNote problem={creation.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={creation.running}>
            Make it
          </Button>
        </div>
      </form>
    </Section>
  );
}
