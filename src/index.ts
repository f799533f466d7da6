/** The library face: an emulator inside your own process, for tests. The server is loaded when the first one is started. */
import tooOldNode from './need-node.ts';
import type { Emulator, StartOptions } from './start-emulator.ts';

export type { ApiScript } from './emulator/api-scripts/api-script-schema.ts';
export type { FaultRule } from './emulator/faults/fault-rule-schema.ts';
export type { JournalEntry, JournalSummary } from './emulator/journal/journal-schema.ts';
export type { Script } from './emulator/scripts/script-schema.ts';
export type { Seed } from './emulator/seeds/seed-schema.ts';
export type { Emulator, StartOptions } from './start-emulator.ts';
export type { AgentEvent } from './testing/agent-events.ts';
export { type ConnectedEmulator, type ConnectOptions, connectEmulator } from './testing/connect-emulator.ts';
export { EmulatorRefused } from './testing/control-call.ts';
export type { LlmCall } from './testing/journal-client.ts';

/**
 * Starts an emulator: by default on a free port of 127.0.0.1, in memory, calling registered LLMs for real, silent.
 * Several can run in one process; none shares anything with another. Throws when the port is taken or the data unusable.
 */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const tooOld = tooOldNode();
  if (tooOld !== undefined) throw new Error(tooOld);
  const server = await import('./start-emulator.ts');
  return server.startEmulator(options);
}
