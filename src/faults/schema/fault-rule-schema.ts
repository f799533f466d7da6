/** Faults as they are given: over HTTP, in a seed file, to the library. */
import { type Static, type TObject, Type } from 'typebox';
import { AnswerFaults } from '../../http/faults/answer-faults-schema.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { FaultWhen, FaultWhere } from './fault-conditions-schema.ts';
import { UpstreamFaults } from './upstream-faults-schema.ts';

export const FAULTS = [...AnswerFaults, ...UpstreamFaults] as const;

export const Fault = discriminatedUnion([...FAULTS]);
export type Fault = Static<typeof Fault>;

/** `magic` is the path of something else. */
export const FaultRuleId = Type.String({
  pattern: '^(?!magic$)[A-Za-z0-9_.-]{1,100}$',
  description: 'Made up when absent.',
});

export const FaultRule = Type.Object(
  {
    id: Type.Optional(FaultRuleId),
    description: Type.Optional(Type.String()),
    where: Type.Optional(FaultWhere),
    when: Type.Optional(FaultWhen),
    fault: Fault,
  },
  {
    additionalProperties: false,
    description:
      'What goes wrong, with which calls, how often. Of the faults of this API’s own answers and of the upstream ones (`upstream_…`), the first added that fires wins. Upstream faults hold for platform LLMs too, which reach no network: the model fails as a registered one would.',
  },
);
export type FaultRule = Static<typeof FaultRule>;

/** A rule as it is kept, and how often it was met since it was put there or the emulator started. */
export const FaultStatus = Type.Object({
  ...(FaultRule as TObject<typeof FaultRule.properties>).properties,
  id: Type.String(),
  times_matched: Type.Integer({ description: 'Calls that it holds for and that no rule before it took.' }),
  times_fired: Type.Integer(),
  last_mismatch: Type.Optional(
    Type.String({ description: 'Of a rule that has not fired: why it did not hold for the last call.' }),
  ),
});
export type FaultStatus = Static<typeof FaultStatus>;
