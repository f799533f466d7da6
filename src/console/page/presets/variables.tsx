import type { TemplateProblem } from './template-editor.tsx';

/** What there is to write with; choosing one inserts it at the cursor. */
export function VariableList({ onInsert }: { onInsert(text: string): void }) {
  return (
    <div class="variables" role="group" aria-label="Available variables">
      {VARIABLES.map(({ title, items }, index) => (
        <details open={index === 0}>
          <summary>
            <h3>{title}</h3>
          </summary>
          <ul>
            {items.map((item) => (
              <Variable {...item} onInsert={onInsert} />
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function Variable({ code, what, insert = code, onInsert }: Insertable & { onInsert(text: string): void }) {
  return (
    <li>
      <button
        type="button"
        class="mono"
        aria-label={`Insert ${code}`}
        title="Insert at the cursor"
        onClick={() => onInsert(insert)}
      >
        {code}
      </button>
      <span class="hint">{what}</span>
    </li>
  );
}

/** What a prompt template can refer to, as src/query/prompt/prompt-variables.ts gives it. */

interface Insertable {
  /** What is shown, and inserted unless `insert` says otherwise. */
  code: string;
  what: string;
  insert?: string;
}

interface VariableGroup {
  title: string;
  items: readonly Insertable[];
}

const LOOP = `#foreach($result in $vectaraQueryResults)
[$foreach.count] $result.getText()
#end`;

/** A list of messages to start from. */
export const FIRST_TEMPLATE = `[
  {"role": "system", "content": "Answer in \${vectaraLangName} from the search results alone. $vectaraCitationInstructions"},
  {"role": "user", "content": "\${vectaraQuery}

${LOOP}"}
]`;

const VARIABLES: readonly VariableGroup[] = [
  {
    title: 'Variables',
    items: [
      { code: '$vectaraQuery', what: 'What was asked; in a later turn of a chat, as it was rephrased' },
      { code: '$vectaraQueryResults', what: 'The search results that are used, best first: a list to loop over' },
      { code: '$vectaraLangName', what: 'The language to answer in, in English: German' },
      { code: '$vectaraLangCode', what: 'The same as a code of three letters: deu' },
      { code: '$vectaraOutChars', what: 'The most characters of an answer; undefined where a query sets no limit' },
      {
        code: '$vectaraIdxWord',
        insert: '$vectaraIdxWord[$foreach.index]',
        what: 'first, second, third …: a list of ten words',
      },
      { code: '$vectaraCitationInstructions', what: 'A sentence that asks for citations like [1]' },
    ],
  },
  {
    title: 'Of a result, in a loop',
    items: [
      { code: '$result.getText()', what: 'Its text; the first result of a table brings the whole table' },
      { code: '$result.docMetadata().get("title")', what: 'A value of its document’s metadata, or nothing' },
      { code: '$result.partMetadata().get("lang")', what: 'A value of the part’s own metadata' },
      { code: '$result.docMetadata().present()', what: 'Whether there is any' },
      { code: '$result.hasTable()', what: 'Whether it is of a table' },
      { code: '$result.table().markdown()', what: 'The table; title(), description() and json() too' },
      { code: '$result.documentId()', what: 'Its document; corpusKey() and score() too' },
      { code: '$foreach.count', what: 'Which round it is, from 1; index from 0, first, last, hasNext' },
    ],
  },
  {
    title: 'Pieces',
    items: [
      { code: 'Messages', insert: FIRST_TEMPLATE, what: 'A list of messages to start from' },
      { code: '#foreach', insert: LOOP, what: 'A loop over the results' },
      { code: '#if … #else … #end', insert: '#if($vectaraOutChars)\n\n#else\n\n#end', what: 'One or the other' },
      { code: '#set', insert: '#set($name = "value")', what: 'A variable of your own' },
      {
        code: '$esc.java(…)',
        insert: '$esc.java($vectaraQuery)',
        what: 'Escaped for JSON, which is done in messages anyway; html, xml, url too',
      },
      { code: '##', insert: '## ', what: 'A comment to the end of the line; #* … *# over several' },
    ],
  },
];

const VARIABLE_NAMES: ReadonlySet<string> = new Set(VARIABLES[0]!.items.map(({ code }) => code.slice(1)));

/** References to variables named like the emulator's that it does not have: they would print themselves. */
export function unknownVariables(template: string): TemplateProblem[] {
  const found: TemplateProblem[] = [];
  const isSet = (name: string) =>
    new RegExp(`#set\\s*\\(\\s*\\$!?\\{?${name}\\b|#foreach\\s*\\(\\s*\\$${name}\\b`).test(template);
  for (const [index, line] of template.split('\n').entries()) {
    if (/^\s*##/.test(line)) continue;
    for (const match of line.matchAll(/(?<!\\)\$!?\{?(vectara\w*)/gi)) {
      const name = match[1]!;
      if (VARIABLE_NAMES.has(name) || isSet(name)) continue;
      const meant = [...VARIABLE_NAMES].find((known) => known.toLowerCase() === name.toLowerCase());
      const text = `$${name} is not a variable of prompts and prints itself${meant ? `; $${meant} is` : ''}.`;
      found.push({ line: index + 1, column: match.index + 1, text, tone: 'warn' });
    }
  }
  return found;
}
