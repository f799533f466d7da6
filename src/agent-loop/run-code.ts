/** The code of lambda tools, with the tools that it calls itself (docs/behaviour/lambdas.md, Tools of code). */
import { ApiError } from '../errors.ts';
import type { Outcome, ToolAnswer, ToolRequest } from '../python/python.ts';
import { inPython } from '../v2/tools/python-of-tools.ts';
import type { StoredLambdaTool } from '../v2/tools/tools-repository.ts';
import { argumentsFor } from './arguments.ts';
import { hideOverridden } from './overrides.ts';
import { UnresolvedReference } from './references.ts';
import { ToolError } from './tools/tool.ts';
import { toolOf } from './tools/tools-of-step.ts';
import { transformOutput, wrapped } from './transforms.ts';
import type { Turn } from './turn.ts';

type Json = Record<string, unknown>;

/** What code is run with: in a turn the turn's own, in a test what the test says. */
export type CodeContext = Pick<Turn, 'account' | 'agent' | 'session' | 'roots'>;

export type Code = Pick<StoredLambdaTool, 'code' | 'execution_configuration' | 'tool_configurations'>;

export interface CodeCall {
  id: string;
  signal: AbortSignal;
  /** Other code waits for it. */
  isNested?: boolean | undefined;
}

/** Throws 501 without Python, or the signal's reason. */
export function runCode(context: CodeContext, code: Code, args: Json, call: CodeCall): Promise<Outcome> {
  const { max_execution_time_seconds, max_memory_mb } = code.execution_configuration;
  const { tool_configurations = {} } = code;
  const tools = Object.entries(tool_configurations).map(([name, one]) => toolOf(context, name, one));
  const answer = (request: ToolRequest) => answerCode(context, tools, request, call);
  const asked = {
    code: code.code,
    args,
    limits: { seconds: max_execution_time_seconds, megabytes: max_memory_mb },
    now: context.account.now(),
    isNested: call.isNested ?? false,
    answer,
  };
  return inPython(context.account, (python) => python.run(asked, call.signal));
}

/** What fails is raised in the code. */
async function answerCode(
  context: CodeContext,
  tools: readonly ReturnType<typeof toolOf>[],
  request: ToolRequest,
  { id, signal }: CodeCall,
): Promise<ToolAnswer> {
  if ('list' in request) {
    const output = tools.map(({ name, description, schema, override }) => ({
      name,
      description,
      input_schema: hideOverridden(schema, override),
    }));
    return { output };
  }
  try {
    const tool = tools.find(({ name }) => name === request.name);
    if (!tool) throw new ToolError(`Tool '${request.name}' is not configured.`);
    const { args } = await argumentsFor(context, tool, request.args, signal);
    const { output } = await tool.run(args, { id, signal, isNested: true });
    return { output: wrapped(await transformOutput(context, tool, output, signal)).output };
  } catch (error) {
    signal.throwIfAborted();
    const isTold = error instanceof ToolError || error instanceof ApiError || error instanceof UnresolvedReference;
    if (!isTold) throw error;
    return { error: error.message };
  }
}
