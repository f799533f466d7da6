import { seedOfAgents } from './agents/agents.ts';
import { seedOfGlossaries } from './glossaries/glossaries.ts';
import { seedOfInstructions } from './instructions/instructions.ts';
import type { SeedList } from './seed-list.ts';
import { seedOfSessions } from './sessions/sessions.ts';
import { seedOfToolServers } from './tool-servers/tool-servers.ts';
import { seedOfTools } from './tools/tools.ts';

/**
 * What a seed fills by the resources' own operations, in an order in which each finds what it rests on. The package's types
 * show them, so this list stands apart from that of the operations, whose types lead into the server.
 */
export const SEED_LISTS = [
  seedOfGlossaries,
  seedOfTools,
  seedOfToolServers,
  seedOfInstructions,
  seedOfAgents,
  seedOfSessions,
] as const satisfies readonly SeedList[];
