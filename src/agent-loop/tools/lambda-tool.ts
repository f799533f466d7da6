import { inPython } from '../../v2/tools/python-of-tools.ts';
import { toolsOf } from '../../v2/tools/tools-repository.ts';
import { listedAs } from './listed-tool.ts';
import { type MakeTool, ToolError } from './tool.ts';

/** Code in Python, as it is now (docs/behaviour/lambdas.md, Calls). */
export const lambdaTool: MakeTool<'lambda'> = (context, name, configuration) => {
  const { account } = context;
  const { tool_id } = configuration;
  return {
    ...listedAs(context, name, configuration),
    async run(args, { signal }) {
      const tool = toolsOf(account).stored(tool_id)?.value;
      if (tool?.type !== 'lambda') throw new ToolError(`Tool '${tool_id}' was not found.`);
      const { code, execution_configuration: limits } = tool;
      const call = {
        code,
        args,
        limits: { seconds: limits.max_execution_time_seconds, megabytes: limits.max_memory_mb },
        answer: async () => ({ error: 'The code has no tools.' }),
      };
      const outcome = await inPython(account, (python) => python.run(call, signal));
      if ('error' in outcome) throw new ToolError(outcome.error.message);
      return { output: outcome.output };
    },
  };
};
