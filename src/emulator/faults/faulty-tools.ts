/** What goes wrong with tools that agents call. */
import type { AskedTool, StandIn } from '../../agent-loop/tools/stand-in.ts';
import { ToolError } from '../../agent-loop/tools/tool.ts';
import type { ChosenFault } from './answer-faults.ts';
import { drawDuration, type ToolFault } from './fault-schema.ts';
import { pause } from './upstream-faults.ts';

const DEFAULT_MESSAGE = 'This failure was asked for.';

export const faultyTools =
  (inner: StandIn, choose: (asked: AskedTool) => ChosenFault<ToolFault> | undefined): StandIn =>
  async (asked, run, signal) => {
    const chosen = choose(asked);
    if (chosen === undefined) return inner(asked, run, signal);
    const { fault, random } = chosen;
    switch (fault.type) {
      case 'tool_error':
        throw new ToolError(fault.message ?? DEFAULT_MESSAGE);
      case 'tool_slow':
        await pause(drawDuration(fault.ms, random), signal);
        return inner(asked, run, signal);
      case 'tool_malformed': {
        const result = await inner(asked, run, signal);
        const text = JSON.stringify(result.output);
        return { ...result, output: { content: text.slice(0, Math.ceil(text.length / 2)).toWellFormed() } };
      }
    }
  };
