/** Instructions: templates that agents are told what to do by, with all their versions. */
import { conflict } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { agentPinning } from '../agents/agents-repository.ts';
import type { SeedList } from '../seed-list.ts';
import { type InstructionVersion, instructionsOf } from './instructions-repository.ts';
import * as schema from './instructions-schema.ts';
import { currentDateAt, renderAgentTemplate } from './render-instruction.ts';

const wire = ({ createdAt, updatedAt, ...fields }: InstructionVersion): schema.Instruction => ({
  ...fields,
  type: 'initial',
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
});

const path = { instruction_id: schema.InstructionId };

/** Known again by their names, which a seed therefore gives once; the first of a new account is `ins_1`. */
export const seedOfInstructions = {
  list: 'instructions',
  by: 'name',
  pathBy: 'id',
  entry: schema.CreateInstructionRequest,
  create: 'createInstruction',
  update: 'updateInstruction',
} as const satisfies SeedList;

export const instructions = [
  operation(
    'createInstruction',
    { summary: 'Create an instruction.', body: schema.CreateInstructionRequest, answer: schema.Instruction },
    ({ account, body: { name, description, template, template_type = 'velocity', metadata = {}, enabled = true } }) =>
      wire(instructionsOf(account).create({ name, description, template_type, template, metadata, enabled })),
  ),

  operation(
    'listInstructions',
    {
      summary: 'List instructions, each in its latest version, in order of creation.',
      query: schema.ListInstructionsQuery,
      answer: schema.ListInstructionsResponse,
    },
    ({ account, query: { filter, enabled, limit = 10, page_key } }) => {
      const position = readPagePosition(schema.ListInstructionsQuery, page_key, { filter, enabled });
      const { filters } = position;
      const wanted = filterByCase(instructionsOf(account).list(), filters.filter).filter(
        (one) => filters.enabled === undefined || one.enabled === filters.enabled,
      );
      const { items, metadata } = pageOf(wanted, limit, position);
      return { instructions: items.map(wire), metadata };
    },
  ),

  operation(
    'getInstruction',
    {
      summary: 'Get an instruction, or one of its versions.',
      path,
      query: schema.VersionQuery,
      answer: schema.Instruction,
    },
    ({ account, path, query: { version } }) => wire(instructionsOf(account).get(path.instruction_id, version)),
  ),

  operation(
    'updateInstruction',
    {
      summary: 'Change an instruction, which makes a version of it.',
      path,
      body: schema.UpdateInstructionRequest,
      answer: schema.Instruction,
    },
    ({ account, path, body: { name, description, template, template_type, metadata, enabled } }) => {
      const given = { name, description, template, template_type, metadata, enabled };
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return wire(instructionsOf(account).update(path.instruction_id, change));
    },
  ),

  operation(
    'deleteInstruction',
    { summary: 'Delete an instruction with all its versions.', path },
    ({ account, path }) => instructionsOf(account).delete(path.instruction_id),
  ),

  operation(
    'deleteInstructionVersion',
    {
      summary: 'Delete a version of an instruction; with the last one it goes itself.',
      path: { ...path, version: schema.Version },
    },
    ({ account, path: { instruction_id, version } }) => {
      instructionsOf(account).get(instruction_id, version);
      const pinning = agentPinning(account, instruction_id, version);
      if (pinning !== undefined) {
        throw conflict(`Version ${version} of instruction '${instruction_id}' is used by agent '${pinning}'.`);
      }
      instructionsOf(account).deleteVersion(instruction_id, version);
    },
  ),

  operation(
    'testInstruction',
    {
      summary: 'Render an instruction as an agent called Test Agent would see it.',
      path,
      query: schema.VersionQuery,
      body: schema.TestInstructionRequest,
      optionalBody: true,
      answer: schema.TestInstructionResponse,
    },
    ({ account, path, query: { version }, body: { context = {}, tools = [] } }) => {
      const instruction = instructionsOf(account).get(path.instruction_id, version);
      const variables = {
        agent: { name: 'Test Agent', key: 'test', metadata: {} },
        session: { key: 'test', metadata: context },
        currentDate: currentDateAt(account.now()),
        tools: tools.map(({ name = '', description = '' }) => ({ name, description })),
      };
      return { rendered_instruction: renderAgentTemplate(instruction, variables, `instruction '${instruction.name}'`) };
    },
  ),
];
