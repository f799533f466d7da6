import type { AgentSkill } from '../../v2/agents/agents-schema.ts';
import { type Tool, ToolError } from './tool.ts';

/** Lets the model load a skill of its step. */
export function invokeSkill(skills: ReadonlyMap<string, AgentSkill>): Tool {
  return {
    name: 'invoke_skill',
    toolName: 'invoke_skill',
    type: 'invoke_skill',
    description: 'Loads the instructions of a skill.',
    schema: {
      type: 'object',
      properties: { skill_name: { type: 'string', enum: [...skills.keys()] } },
      required: ['skill_name'],
    },
    override: {},
    async run({ skill_name }) {
      const skill = typeof skill_name === 'string' ? skills.get(skill_name) : undefined;
      if (typeof skill_name !== 'string' || !skill) throw new ToolError(`Skill '${skill_name}' was not found.`);
      return {
        output: { skill_name, loaded: true },
        after: [{ type: 'skill_load', skill_name, content: skill.content }],
      };
    },
  };
}
