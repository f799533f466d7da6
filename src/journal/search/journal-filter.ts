/** Which calls of the journal are meant. Everything that is said must hold. */
import { type Static, Type } from 'typebox';
import type { FieldErrors } from '../../errors.ts';
import { operationError } from '../../http/operation-names.ts';
import { digestOf, hasFailed } from '../digest.ts';
import { type Entry, isFinished } from '../entry.ts';
import { describeEntry } from '../view/describe-entry.ts';

const text = (description: string) => Type.Optional(Type.String({ description }));
const moment = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

export const filterFields = {
  operation: text('An operationId, such as query.'),
  method: text('In any case.'),
  path: text('A piece of the path.'),
  status: Type.Optional(
    Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ pattern: '^[1-5](xx|\\d\\d)$' })], {
      description: 'One status, or a class of them such as 4xx.',
    }),
  ),
  state: Type.Optional(Type.Union([Type.Literal('running'), Type.Literal('finished')])),
  failed: Type.Optional(Type.Boolean({ description: 'Refused, broken off, or failed inside a stream.' })),
  since: moment('Calls that came then or later.'),
  until: moment('Calls that came before.'),
  corpus: text('The key of a corpus that the call names.'),
  llm: text('The name of an LLM that the call chose or asked.'),
  text: text('A piece of anything the entry shows, in any case.'),
};

export const JournalFilter = Type.Object(filterFields, { additionalProperties: false });
export type JournalFilter = Static<typeof JournalFilter>;

/** What is wrong with the name of an operation, as a field error; `place` is where the filter stands. */
export function operationErrors({ operation }: JournalFilter = {}, place: string): FieldErrors {
  const error = operation === undefined ? undefined : operationError(operation);
  return error === undefined ? {} : { [`${place}.operation`]: error };
}

type Condition = (entry: Entry) => boolean;

/** A test for entries. `text` looks into all that is shown, so it comes last. */
export function compileJournalFilter(filter: JournalFilter): Condition {
  const conditions = Object.keys(CONDITIONS).flatMap((name) => {
    const wanted = filter[name as keyof JournalFilter];
    return wanted === undefined ? [] : [CONDITIONS[name as keyof JournalFilter](wanted as never)];
  });
  return (entry) => conditions.every((holds) => holds(entry));
}

const CONDITIONS: { [Name in keyof Required<JournalFilter>]: (wanted: NonNullable<JournalFilter[Name]>) => Condition } =
  {
    operation: (wanted) => (entry) => entry.operationId === wanted,
    method: (wanted) => (entry) => entry.method === wanted.toUpperCase(),
    path: (wanted) => (entry) => entry.path.includes(wanted),
    status: (wanted) => {
      const pattern = new RegExp(`^${String(wanted).replace('xx', '\\d\\d')}$`);
      return (entry) => pattern.test(String(entry.status));
    },
    state: (wanted) => (entry) => isFinished(entry) === (wanted === 'finished'),
    failed: (wanted) => (entry) => hasFailed(entry) === wanted,
    since: (wanted) => (entry) => entry.startedAt >= Date.parse(wanted),
    until: (wanted) => (entry) => entry.startedAt < Date.parse(wanted),
    corpus: (wanted) => (entry) => digestOf(entry).corpora.includes(wanted),
    llm: (wanted) => (entry) => digestOf(entry).llms.includes(wanted),
    text: (wanted) => {
      const lower = wanted.toLowerCase();
      return (entry) => textsIn(describeEntry(entry)).some((text) => text.toLowerCase().includes(lower));
    },
  };

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}
