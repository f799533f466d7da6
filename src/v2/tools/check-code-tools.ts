/** Which tools the code of a lambda may have (docs/behaviour/lambdas.md, Tools of code). */
import type { Account } from '../../accounts/account.ts';
import { referencesIn } from '../../agent-loop/references.ts';
import { type FieldErrors, invalidFields } from '../../errors.ts';
import { findingOfTool } from '../agents/check-agent.ts';
import type { ToolConfiguration } from '../agents/tool-configurations-schema.ts';
import { toolsOf } from './tools-repository.ts';

type Configurations = Record<string, ToolConfiguration>;

/** They need a conversation. */
const NOT_FOR_CODE: readonly ToolConfiguration['type'][] = ['client', 'sub_agent', 'image_read'];

const REFERENCE = /^\$?\.?(agent\.metadata|agent\.secrets|session\.metadata)(?![\w-])/;

/** Code that calls code that calls code. */
const DEEPEST = 3;

/** Throws 400 with everything that is wrong. */
export function checkCodeTools(account: Account, configurations: Configurations = {}): void {
  const findings: FieldErrors = {};
  for (const [name, configuration] of Object.entries(configurations)) {
    const finding = findingIn(account, configuration);
    if (finding) findings[`body.tool_configurations.${name}${finding[0]}`] = finding[1];
  }
  const [first] = Object.values(findings);
  if (first !== undefined) throw invalidFields(findings, first);
}

function findingIn(account: Account, configuration: ToolConfiguration): [field: string, message: string] | undefined {
  const { type } = configuration;
  if (NOT_FOR_CODE.includes(type)) return ['.type', `Tools of type ${type} cannot be called by code.`];
  const unknown = findingOfTool(account, '', configuration);
  if (unknown) return [`.${unknown[0]}`, unknown[1]];
  const reference = referencesIn(configuration).find((path) => !REFERENCE.test(path));
  if (reference !== undefined) {
    return ['', `'${reference}' is no reference for code: agent.metadata, agent.secrets and session.metadata are.`];
  }
  if (1 + depthOf(account, configuration) > DEEPEST)
    return ['.tool_id', `Code calls code ${DEEPEST} levels deep at most.`];
  return undefined;
}

/** How many levels of code there are below; a circle is deeper than anything. */
function depthOf(account: Account, configuration: ToolConfiguration, levels = 0): number {
  if (configuration.type !== 'lambda' || levels > DEEPEST) return levels;
  const tool = toolsOf(account).stored(configuration.tool_id)?.value;
  const inner = tool?.type === 'lambda' ? Object.values(tool.tool_configurations ?? {}) : [];
  return Math.max(levels + 1, ...inner.map((one) => depthOf(account, one, levels + 1)));
}
