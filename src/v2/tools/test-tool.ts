/** Code that is tried out, made into a tool or not (docs/behaviour/lambdas.md, Tests). */
import type { Account } from '../../accounts/account.ts';
import { misfitOf } from '../../agent-loop/misfit.ts';
import { type Code, type CodeContext, runCode } from '../../agent-loop/run-code.ts';
import { currentDateAt } from '../instructions/render-instruction.ts';
import { checkCodeTools } from './check-code-tools.ts';
import { limitsOf } from './new-tool.ts';
import { describeCode } from './python-of-tools.ts';
import type {
  TestContext,
  TestLambdaToolRequest,
  TestLambdaToolResponse,
  TestToolRequest,
} from './test-tool-schema.ts';
import type { StoredLambdaTool } from './tools-repository.ts';

/** Code as it is: it makes no tool. Throws 400 for tools that code cannot have. */
export async function testCode(
  account: Account,
  request: TestLambdaToolRequest,
  signal: AbortSignal,
): Promise<TestLambdaToolResponse> {
  const { code, execution_configuration = {}, tool_configurations = {}, test_input } = request;
  checkCodeTools(account, tool_configurations);
  const described = await describeCode(account, code);
  if ('errors' in described) return { validation: { status: 'invalid', errors: described.errors } };
  const told = { validation: { status: 'valid' as const, errors: [] }, ...described };
  if (test_input === undefined) return told;
  const tested = {
    ...described,
    code,
    tool_configurations,
    execution_configuration: limitsOf(execution_configuration),
  };
  const run = await runTest(account, tested, { ...request, input: test_input }, signal);
  return { ...told, execution: { success: 'output' in run, ...run } };
}

export async function testStored(
  account: Account,
  tool: StoredLambdaTool,
  request: TestToolRequest,
  signal: AbortSignal,
) {
  const run = await runTest(account, tool, request, signal);
  return { type: 'output' in run ? 'success' : 'error', ...run };
}

/** A stored tool, or what would be one. */
type TestedCode = Code & Pick<StoredLambdaTool, 'input_schema' | 'output_schema'>;

/** What does not fit the schemas is run all the same, and told. */
async function runTest(account: Account, tested: TestedCode, request: TestToolRequest, signal: AbortSignal) {
  const { input, timeout_seconds, test_context = {} } = request;
  const limits = tested.execution_configuration;
  const code = {
    ...tested,
    execution_configuration: {
      ...limits,
      max_execution_time_seconds: timeout_seconds ?? limits.max_execution_time_seconds,
    },
  };
  const outcome = await runCode(contextOf(account, test_context), code, input, { id: 'test', signal });
  const measured = { latency_millis: Math.round(outcome.milliseconds), memory_used_mb: outcome.megabytes };
  if ('error' in outcome) {
    const { message, traceback } = outcome.error;
    return { error: { message, ...(traceback === '' ? {} : { traceback }) }, ...measured };
  }
  const { output } = outcome;
  const ofInput = misfitOf(tested.input_schema, input);
  const ofOutput = tested.output_schema && misfitOf(tested.output_schema, output);
  return {
    output,
    ...measured,
    validation_results: {
      input_valid: ofInput === undefined,
      output_valid: ofOutput === undefined,
      validation_errors: [
        ...(ofInput === undefined ? [] : [`Input: ${ofInput}`]),
        ...(ofOutput === undefined ? [] : [`Output: ${ofOutput}`]),
      ],
    },
  };
}

/** An agent and a session that nobody made: whatever belongs to a session is not there. */
function contextOf(account: Account, { agent = {}, session = {} }: TestContext): CodeContext {
  const { metadata = {}, secrets = {} } = agent;
  const now = account.now();
  const own = {
    agent: {
      key: 'test',
      name: 'test',
      model: { name: '' },
      tool_configurations: {},
      skills: {},
      first_step_name: '',
      steps: {},
      metadata,
      enabled: true,
      compaction: {},
    },
    session: {
      ordinal: -1,
      agentKey: 'test',
      key: 'test',
      name: 'test',
      metadata: session.metadata ?? {},
      enabled: true,
      ttiMinutes: 1,
      secrets: {},
      status: 'running' as const,
      currentStepName: null,
      effectiveCompaction: {},
      aliasKey: null,
      createdAt: now,
      lastActiveAt: now,
    },
  };
  const roots = {
    agent: { ...own.agent, secrets },
    session: { key: own.session.key, metadata: own.session.metadata, secrets: {} },
    currentDate: currentDateAt(now),
    tools: {},
  };
  return { account, ...own, roots };
}
