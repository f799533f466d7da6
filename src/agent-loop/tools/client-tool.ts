import { listedAs } from './listed-tool.ts';
import { type MakeTool, ToolError, WaitsForClient } from './tool.ts';

/** A tool that the client runs (docs/behaviour/agent-turns.md, Client tools). */
export const clientTool: MakeTool<'client'> = (context, name, configuration) => ({
  ...listedAs(context, name, configuration),
  async run(args) {
    // Nobody listens to the turn of a sub-agent.
    if (context.session.createdBySessionKey !== undefined) {
      throw new ToolError('Client tools are not available to sub-agents.');
    }
    throw new WaitsForClient(args);
  },
});
