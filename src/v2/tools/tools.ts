/** The catalogue of tools. */
import { notFound } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { ToolId } from '../agents/tool-configurations-schema.ts';
import { CATALOGUE, findTool } from './catalogue.ts';
import * as schema from './tools-schema.ts';

const textsOf = ({ name, title = '', description }: schema.Tool) => [name, title, description];

export const tools = [
  operation(
    'listTools',
    {
      summary: 'List the tools that the platform brings.',
      query: schema.ListToolsQuery,
      answer: schema.ListToolsResponse,
    },
    ({ query: { filter, type, enabled, category, tool_server_id, limit = 50, page_key } }) => {
      const given = { filter, type, enabled, category, tool_server_id };
      const position = readPagePosition(schema.ListToolsQuery, page_key, given);
      const { filters } = position;
      const wanted = filterByCase(CATALOGUE, filters.filter, textsOf).filter(
        (tool) =>
          (filters.type === undefined || tool.type === filters.type) &&
          (filters.enabled === undefined || tool.enabled === filters.enabled) &&
          (filters.category === undefined
            ? tool.category !== 'experimental'
            : filters.category.includes(tool.category ?? '')) &&
          filters.tool_server_id === undefined,
      );
      const { items, metadata } = pageOf(wanted, limit, position);
      return { tools: items, metadata };
    },
  ),

  operation('getTool', { summary: 'Get a tool.', path: { tool_id: ToolId }, answer: schema.Tool }, ({ path }) => {
    const tool = findTool(path.tool_id);
    if (!tool) throw notFound('Tool', path.tool_id);
    return tool;
  }),
];
