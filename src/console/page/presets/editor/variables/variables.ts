/** What a prompt template can refer to, as src/query/prompt/prompt-variables.ts gives it. */

export interface Insertable {
  /** What is shown, and inserted unless `insert` says otherwise. */
  code: string;
  what: string;
  insert?: string;
}

export interface VariableGroup {
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

export const VARIABLES: readonly VariableGroup[] = [
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

export const VARIABLE_NAMES: ReadonlySet<string> = new Set(VARIABLES[0]!.items.map(({ code }) => code.slice(1)));
