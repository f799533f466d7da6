/** What an agent refers to has to be there (docs/behaviour/agents.md, Validation). */
import type { Account } from '../../accounts/account.ts';
import { type FieldErrors, invalidFields } from '../../errors.ts';
import { UserFunctionError } from '../../userfn/expression.ts';
import { compileUserFunction } from '../../userfn/user-function.ts';
import { glossariesOf } from '../glossaries/glossaries.ts';
import { instructionsOf } from '../instructions/instructions-repository.ts';
import { findLlmByName } from '../llms/find-llm.ts';
import { toolsOf } from '../tools/tools-repository.ts';
import { agentsOf, type StoredAgent, type StoredStep } from './agents-repository.ts';
import { findingsOfSchema } from './check-output-schema.ts';
import type { ToolConfiguration } from './tool-configurations-schema.ts';

/**
 * `key` is the agent's own, which it may call as a sub-agent; `before` is what it was: an instruction that was disabled
 * since stays. Throws the 400 with everything that is wrong.
 */
export function checkAgent(account: Account, key: string, agent: StoredAgent, before?: StoredAgent): void {
  const findings: FieldErrors = {};
  const told = new Set(before && instructionsIn(before));
  const refuse = (field: string, message: string) => {
    findings[`body.${field}`] ??= message;
  };
  const llm = findLlmByName(account, agent.model.name);
  if (!llm || !('found' in llm)) refuse('model.name', `Model '${agent.model.name}' was not found.`);
  else if (!llm.found.enabled) refuse('model.name', `Model '${agent.model.name}' is disabled.`);

  const { min_threshold_bytes = 0, max_threshold_bytes = Infinity } = agent.tool_output_offloading ?? {};
  if (min_threshold_bytes > max_threshold_bytes) {
    refuse('tool_output_offloading.min_threshold_bytes', 'should be at most max_threshold_bytes.');
  }
  if (!Object.hasOwn(agent.steps, agent.first_step_name)) {
    refuse('first_step_name', `Step '${agent.first_step_name}' was not found.`);
  }
  for (const [name, configuration] of Object.entries(agent.tool_configurations)) {
    const field = `tool_configurations.${name}`;
    if (name === 'invoke_skill') refuse(field, 'invoke_skill is the name of the tool that loads skills.');
    const finding = findingOfTool(account, key, configuration);
    if (finding) refuse(`${field}.${finding[0]}`, finding[1]);
  }
  for (const [name, step] of Object.entries(agent.steps)) {
    checkStep(account, agent, `steps.${name}`, step, refuse);
    for (const [index, instruction] of step.instructions.entries()) {
      const finding = instruction.type === 'reference' && findingOfInstruction(account, instruction, told);
      if (finding) refuse(`steps.${name}.instructions[${index}].id`, finding);
    }
  }

  const [first] = Object.values(findings);
  if (first !== undefined) throw invalidFields(findings, first);
}

const instructionsIn = ({ steps }: StoredAgent): string[] =>
  Object.values(steps).flatMap(({ instructions }) =>
    instructions.flatMap((one) => (one.type === 'reference' ? [one.id] : [])),
  );

function findingOfInstruction(
  account: Account,
  { id, version }: { id: string; version?: number },
  told: ReadonlySet<string>,
): string | undefined {
  const found = instructionsOf(account).find(id, version);
  if (!found) return `Instruction '${id}'${version === undefined ? '' : `, version ${version}`} was not found.`;
  return found.enabled || told.has(id) ? undefined : `Instruction '${id}' is disabled.`;
}

type Finding = [field: string, message: string];

/** `key` is the agent's. */
export function findingOfTool(account: Account, key: string, configuration: ToolConfiguration): Finding | undefined {
  switch (configuration.type) {
    case 'reference': {
      const { tool_configuration_key } = configuration;
      return ['tool_configuration_key', `Tool configuration '${tool_configuration_key}' was not found.`];
    }
    case 'dynamic_vectara':
    case 'mcp':
    case 'lambda':
    case 'client': {
      const tool = toolsOf(account).find(configuration.tool_id);
      if (tool?.type === configuration.type) return undefined;
      return ['tool_id', `Tool '${configuration.tool_id}' of type ${configuration.type} was not found.`];
    }
    case 'sub_agent': {
      const { agent_key } = configuration.sub_agent_configuration;
      if (agent_key === key || agentsOf(account).find(agent_key)) return undefined;
      return ['sub_agent_configuration.agent_key', `Agent '${agent_key}' was not found.`];
    }
    default:
      return undefined;
  }
}

type Refuse = (field: string, message: string) => void;

function checkStep(account: Account, agent: StoredAgent, field: string, step: StoredStep, refuse: Refuse): void {
  const known = (names: object, kind: string) => (name: string, at: string) => {
    if (!Object.hasOwn(names, name)) refuse(`${field}.${at}`, `${kind} '${name}' was not found.`);
  };
  const isStep = known(agent.steps, 'Step');
  step.reminders.forEach((reminder, index) => {
    if (reminder.type !== 'glossary_expansion' || glossariesOf(account).find(reminder.glossary_key)) return;
    refuse(`${field}.reminders[${index}].glossary_key`, `Glossary '${reminder.glossary_key}' was not found.`);
  });
  step.next_steps?.forEach(({ step_name, condition }, index) => {
    isStep(step_name, `next_steps[${index}].step_name`);
    const finding = condition === undefined ? undefined : findingOfCondition(condition);
    if (finding) refuse(`${field}.next_steps[${index}].condition`, finding);
  });
  if (step.reentry_step !== undefined) isStep(step.reentry_step, 'reentry_step');
  const isTool = known(agent.tool_configurations, 'Tool configuration');
  for (const [index, name] of (step.allowed_tools ?? []).entries()) isTool(name, `allowed_tools[${index}]`);
  const isSkill = known(agent.skills, 'Skill');
  for (const [index, name] of (step.allowed_skills ?? []).entries()) isSkill(name, `allowed_skills[${index}]`);
  if (step.output_parser.type === 'structured') {
    const { schema, strict } = step.output_parser.json_schema;
    const finding = findingsOfSchema(schema, strict === true);
    if (finding) refuse(`${field}.output_parser.json_schema.schema${finding[0]}`, finding[1]);
  }
}

/** What hinders a transition's condition from ever being true. */
function findingOfCondition(condition: string): string | undefined {
  try {
    const { resultTypes } = compileUserFunction(condition);
    return resultTypes.has('boolean') ? undefined : 'A condition must give a boolean.';
  } catch (error) {
    if (error instanceof UserFunctionError) return error.message;
    throw error;
  }
}
