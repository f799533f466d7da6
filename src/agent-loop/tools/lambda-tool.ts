import { toolsOf } from '../../v2/tools/tools-repository.ts';
import { runCode } from '../run-code.ts';
import { listedAs } from './listed-tool.ts';
import { type MakeTool, ToolError } from './tool.ts';

/** Code in Python, as it is now (docs/behaviour/lambdas.md, Calls). */
export const lambdaTool: MakeTool<'lambda'> = (context, name, configuration) => {
  const { account } = context;
  const { tool_id } = configuration;
  return {
    ...listedAs(context, name, configuration),
    async run(args, call) {
      const tool = toolsOf(account).stored(tool_id)?.value;
      if (tool?.type !== 'lambda') throw new ToolError(`Tool '${tool_id}' was not found.`);
      const outcome = await runCode(context, tool, args, call);
      if ('error' in outcome) throw new ToolError(outcome.error.message);
      return { output: outcome.output };
    },
  };
};
