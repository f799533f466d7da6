import { type Static, type TObject, Type } from 'typebox';
import { FaultRule, FaultRuleId, FaultStatus } from '../../faults/schema/fault-rule-schema.ts';
import { canMatchFields } from '../rules/can-match.ts';

const MOST_AT_ONCE = 1000;

/** One of them or a list; JSON Schema looks at members of objects and items of lists only. */
const oneOrList = <One>(schema: TObject) =>
  Type.Unsafe<One | One[]>({ ...schema, type: ['object', 'array'], items: schema, maxItems: MOST_AT_ONCE });

export const AddFaultsRequest = oneOrList<FaultRule>(FaultRule);
export const ListedFault = Type.Object({ ...FaultStatus.properties, ...canMatchFields });
type ListedFault = Static<typeof ListedFault>;
export const AddFaultsResponse = oneOrList<ListedFault>(ListedFault);

export const ListFaultsResponse = Type.Object({ faults: Type.Array(ListedFault) });

export const FaultParams = Type.Object({ fault_id: Type.String() });
export const PutFaultParams = Type.Object({ fault_id: FaultRuleId });

export const MagicFaults = Type.Object({
  enabled: Type.Boolean({ description: 'Whether `[[fault:…]]` in a query or a message is obeyed.' }),
});
