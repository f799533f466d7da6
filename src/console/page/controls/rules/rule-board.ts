import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { at, get, post, remove } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { refreshState, state } from '../../api/state.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { Button } from '../../parts/forms/button.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Empty, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

export interface Example<Rule> {
  label: string;
  rule: Rule;
}

export interface RuleBoardProps<Rule, Kept extends { id: string }> {
  /** In the plural: `faults`. The path of the API, and the member that its listing has. */
  name: 'faults' | 'scripts';
  /** In the singular, capitalised. */
  one: string;
  examples: readonly Example<Rule>[];
  /** What stands in the editor at first. */
  hint: ComponentChildren;
  describe(rule: Kept): ComponentChildren;
  children?: ComponentChildren;
}

/** Rules that are kept in order: those there are, and a place to add one, starting from an example. */
export function RuleBoard<Rule, Kept extends { id: string }>(props: RuleBoardProps<Rule, Kept>) {
  const { name, one, examples, hint, describe, children } = props;
  const path = `/_emulator/${name}`;
  const many = state.value?.[name].count;
  const kept = useLoaded(async () => (await get<Record<string, Kept[]>>(path))[name]!, [many]);
  const [draft, setDraft] = useState<unknown>(examples[0]!.rule);
  const [valid, setValid] = useState(true);
  const afterwards = async () => {
    kept.reload();
    await refreshState();
  };
  const add = useAction(async () => {
    await post(path, draft);
    await afterwards();
  });
  const drop = useAction(async (id: string) => {
    await remove(`${path}/${at`${id}`}`);
    await afterwards();
  });
  const clear = useAction(async () => {
    if (!(await confirmed(`Delete all ${name}?`, `The account goes on without ${name}.`))) return;
    await remove(path);
    await afterwards();
  });
  const rules = kept.value ?? [];
  const title = `${one}s, in the order that they are looked at`;
  return html`<div class="columns">
    <${Section} title=${title} actions=${rules.length > 0 && html`<${Button} kind="quiet" onClick=${clear.run}>Delete all<//>`}>
      <${ProblemNote} problem=${kept.problem ?? drop.problem ?? clear.problem} />
      ${kept.value && rules.length === 0 && html`<${Empty} title=${`No ${name}`}><p>Take an example and add it.</p><//>`}
      <ol class="rules">
        ${rules.map(
          (rule) => html`<li key=${rule.id}>
            <div class="stack">${describe(rule)}</div>
            <${Button} kind="quiet" label=${`Delete ${one.toLowerCase()} ${rule.id}`} onClick=${() => drop.run(rule.id)}>Delete<//>
          </li>`,
        )}
      </ol>
      ${children}
    <//>
    <${Section} title=${`Add a ${one.toLowerCase()}`}>
      <div class="examples" role="group" aria-label="Examples">
        ${examples.map(({ label, rule }) => html`<${Button} pressed=${draft === rule} onClick=${() => setDraft(rule)}>${label}<//>`)}
      </div>
      <${JsonEditor} label=${one} value=${draft} onChange=${setDraft} onValidity=${setValid} hint=${hint} />
      <${ProblemNote} problem=${add.problem} />
      <div class="actions">
        <${Button} kind="primary" busy=${add.running} disabled=${!valid} onClick=${add.run}>${`Add ${one.toLowerCase()}`}<//>
      </div>
    <//>
  </div>`;
}
