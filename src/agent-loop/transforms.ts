/** What an agent makes of arguments and outputs of its tools, in jq (docs/behaviour/agent-turns.md, Transforms). */
import { type Account, seam } from '../accounts/account.ts';
import { type Jq, JqError } from '../jq/jq.ts';
import { latestOutputs } from './latest-outputs.ts';
import type { Tool } from './tools/tool.ts';
import { ToolError } from './tools/tool.ts';
import type { Turn } from './turn.ts';

type Json = Record<string, unknown>;

export const jqRunner = seam<Jq>('jq');

/** Why a program cannot be used; undefined when it can, or when there is none. */
export const faultOfTransform = async (account: Account, program: string | undefined): Promise<string | undefined> =>
  program === undefined ? undefined : jqRunner(account).fault(program);

/** What the tool is called with. Throws ToolError. */
export async function transformArguments(
  turn: Pick<Turn, 'account' | 'session' | 'roots'>,
  { inputTransform }: Tool,
  args: Json,
  signal: AbortSignal,
): Promise<Json> {
  if (inputTransform === undefined) return args;
  const { account, roots } = turn;
  const context = { ...roots, tools: latestOutputs(turn), args };
  const made = await transform(account, 'Input', inputTransform, context, signal);
  if (isObject(made)) return made;
  throw new ToolError('Input transform failed: its result should be an object.');
}

/** What the model is told. Throws ToolError. */
export async function transformOutput(
  { account }: Pick<Turn, 'account'>,
  { outputTransform }: Tool,
  output: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  return outputTransform === undefined ? output : transform(account, 'Output', outputTransform, output, signal);
}

/** Several results are a list. */
async function transform(account: Account, kind: string, program: string, input: unknown, signal: AbortSignal) {
  try {
    const results = await jqRunner(account).run(program, JSON.stringify(input ?? null), signal);
    return results.length === 1 ? JSON.parse(results[0]!) : results.map((text) => JSON.parse(text));
  } catch (error) {
    if (error instanceof JqError) throw new ToolError(`${kind} transform failed: ${error.message}`);
    throw error;
  }
}

/** An output as events and the model have it: an object. */
export const wrapped = (output: unknown): { output: Json; isWrapped: boolean } =>
  isObject(output) ? { output, isWrapped: false } : { output: { content: output ?? null }, isWrapped: true };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
