/** What a step offers its model (docs/behaviour/agent-turns.md, Tools of a step). */
import { unprocessable } from '../../errors.ts';
import type { AgentSkill, AgentStep } from '../../v2/agents/agents-schema.ts';
import type { ToolConfiguration } from '../../v2/agents/tool-configurations-schema.ts';
import { type InstructionVariables, renderAgentTemplate } from '../../v2/instructions/render-instruction.ts';
import { toolsSpokenOf, unresolvedIn } from '../references.ts';
import type { Turn } from '../turn.ts';
import { artifactCreate } from './artifacts/artifact-create.ts';
import { artifactGrep } from './artifacts/artifact-grep.ts';
import { artifactRead } from './artifacts/artifact-read.ts';
import { imageRead } from './artifacts/image-read.ts';
import { clientTool } from './client-tool.ts';
import { corporaSearch } from './corpora-search.ts';
import { documentConversion } from './documents/document-conversion.ts';
import { getDocumentText } from './documents/get-document.ts';
import { DYNAMIC_TOOLS } from './dynamic-tools.ts';
import { invokeSkill } from './invoke-skill.ts';
import { lambdaTool } from './lambda-tool.ts';
import { isEnabled, listedAs, listedTool } from './listed-tool.ts';
import { mcpTool } from './mcp-tool.ts';
import { hasCompactedEvents, searchCompactedEvents } from './search-compacted-events.ts';
import { subAgent } from './sub-agent.ts';
import { type MakeTool, type Tool, ToolError } from './tool.ts';
import { webGet } from './web/web-get.ts';
import { webSearch } from './web/web-search.ts';

type Context = Pick<Turn, 'account' | 'agent' | 'session' | 'roots'>;

/** What is run, by the type of its configuration; a type that is missing here is offered, and refused when it is called. */
const MAKERS: { [Type in ToolConfiguration['type']]?: MakeTool<Type> } = {
  artifact_create: artifactCreate,
  artifact_grep: artifactGrep,
  artifact_read: artifactRead,
  corpora_search: corporaSearch,
  dynamic_vectara: (context, name, configuration) =>
    (DYNAMIC_TOOLS[listedTool(context, configuration)?.name ?? ''] ?? notEmulatedYet)(context, name, configuration),
  document_conversion: documentConversion,
  get_document_text: getDocumentText,
  image_read: imageRead,
  // Its code may have any of these tools: the two modules know each other.
  lambda: (...made) => lambdaTool(...made),
  web_get: webGet,
  web_search: webSearch,
  mcp: mcpTool,
  client: clientTool,
  sub_agent: subAgent,
};

/** Sorted by name, so that requests repeat. Throws 422 for a description that cannot be rendered or a dangling reference. */
export function toolsOfStep(context: Context, step: AgentStep, variables: InstructionVariables): Tool[] {
  const { agent } = context;
  const allowed = Object.entries(agent.tool_configurations).filter(
    ([name, configuration]) => (step.allowed_tools?.includes(name) ?? true) && isEnabled(context, configuration),
  );
  const tools = allowed.map(([name, configuration]) => offeredTool(context, name, configuration, variables));
  const skills = skillsOfStep(agent.skills, step);
  if (skills.size > 0) tools.push(invokeSkill(skills));
  if (!step.allowed_tools) {
    if (hasCompactedEvents(context)) tools.push(searchCompactedEvents(context));
    if (isWithoutArtifactCreate(context, allowed)) {
      tools.push(artifactCreate(context, 'artifact_create', { type: 'artifact_create' }));
    }
  }
  return tools.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whoever works with artifacts can make some. */
function isWithoutArtifactCreate(context: Context, allowed: [name: string, configuration: ToolConfiguration][]) {
  const categories = allowed.map(([, configuration]) => listedTool(context, configuration)?.category);
  const isTaken = allowed.some(([name, { type }]) => name === 'artifact_create' || type === 'artifact_create');
  return categories.includes('artifacts') && !isTaken;
}

export const skillsOfStep = (skills: Record<string, AgentSkill>, step: AgentStep): ReadonlyMap<string, AgentSkill> =>
  new Map(Object.entries(skills).filter(([name]) => step.allowed_skills?.includes(name) ?? true));

/** With the description that its tool has. */
export function toolOf(context: Context, name: string, configuration: ToolConfiguration): Tool {
  const make = MAKERS[configuration.type] as MakeTool | undefined;
  const listed = listedTool(context, configuration);
  return {
    ...(make?.(context, name, configuration) ?? notEmulatedYet(context, name, configuration)),
    inputTransform: configuration.input_transform ?? listed?.default_input_transform,
    outputTransform: configuration.output_transform ?? listed?.default_output_transform,
    needs: toolsSpokenOf([configuration, listed?.default_argument_override]),
  };
}

function offeredTool(
  context: Context,
  name: string,
  configuration: ToolConfiguration,
  variables: InstructionVariables,
): Tool {
  const tool = toolOf(context, name, configuration);
  requireResolved(context, name, configuration);
  const template = configuration.description_template;
  if (template === undefined) return tool;
  return { ...tool, description: renderAgentTemplate({ template }, variables, `description of tool '${name}'`) };
}

/** What is looked up before a turn begins, of the tools that ask somebody else. */
function requireResolved({ roots }: Context, name: string, configuration: ToolConfiguration) {
  if (configuration.type !== 'corpora_search' && configuration.type !== 'web_get') return;
  const paths = unresolvedIn(configuration, roots);
  if (paths.length === 0) return;
  throw unprocessable(`Failed to resolve eager references: tool '${name}': unresolved refs [${paths.join(', ')}]`);
}

/** Accepted, offered and refused when it is called. */
function notEmulatedYet(context: Context, name: string, configuration: ToolConfiguration): Tool {
  const tool = listedAs(context, name, configuration);
  return {
    ...tool,
    async run() {
      throw new ToolError(`The tool '${tool.toolName}' is not emulated. A script can say what it answers.`);
    },
  };
}
