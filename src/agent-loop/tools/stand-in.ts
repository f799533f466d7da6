/** What may answer in the place of a tool, or spoil what it answers: src/emulation.ts has the list. */
import { type Account, seam } from '../../accounts/account.ts';
import type { ToolAnswerer } from '../note-types.ts';
import type { ToolResult } from './tool.ts';

/** A call of a tool that is about to run. */
export interface AskedTool {
  account: Account;
  /** Keys and names of what calls it. */
  agent: string;
  session: string;
  step: string;
  /** Of its configuration. */
  name: string;
  type: string;
  args: Record<string, unknown>;
  /** To be told before the answer is there. */
  answeredBy(who: ToolAnswerer): void;
}

/** Answers instead of `run`, or by it. Throws ToolError or the signal's reason. */
export type StandIn = (asked: AskedTool, run: () => Promise<ToolResult>, signal: AbortSignal) => Promise<ToolResult>;

export const toolStandIn = seam<StandIn>('stand-in for tools');
