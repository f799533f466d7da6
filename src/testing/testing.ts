/** `vectara-emulator/testing`: for tests in any runner. */
export { type Emulator, type StartOptions, startEmulator } from '../index.ts';
export type { AgentEvent } from './agent-events.ts';
export { type ClockState, type ConnectedEmulator, type ConnectOptions, connectEmulator } from './connect-emulator.ts';
export { EmulatorRefused } from './control-call.ts';
export type { LlmCall } from './journal-client.ts';
