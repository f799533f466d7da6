import { onTestFinished } from 'vitest';
import type { FaultRule } from '../../../src/emulator/faults/fault-rule-schema.ts';
import type { Client, Json } from '../../support/client.ts';

/** Adds faults for one test; the first of them. */
export async function withFault(api: Client, ...rules: FaultRule[]): Promise<Json> {
  onTestFinished(async () => void (await api.delete('/_emulator/faults')));
  const [first] = await api.create('/_emulator/faults', rules);
  return first;
}

/** How often a fault has fired. */
export const timesFired = async (api: Client, id: string): Promise<number> =>
  (await api.read(`/_emulator/faults/${id}`)).times_fired;
