/** `/_emulator/mcp`: the emulator as a tool server (Model Context Protocol) for coding agents. */
import type { McpHttpHandler, Server } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ACCOUNT_NAME, ACCOUNT_NAME_RULE } from '../../accounts/account-name.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { trusted } from '../../calls/call.ts';
import { signalOf } from '../../http/request-deadline.ts';
import { type Door, type DoorRoute, openDoors, requestOf } from './door-tools.ts';

const PATH = '/_emulator/mcp';
const ACCOUNT = 'x-emulator-account';

/** Remembers the routes of a scope, for `mcpRoutes` to offer as tools. To be called before they are registered. */
export function rememberRoutes(app: FastifyInstance): ReadonlyMap<string, DoorRoute> {
  const routes = new Map<string, DoorRoute>();
  app.addHook('onRoute', ({ method, url, schema = {} }) => {
    const { operationId, ...taken } = schema as { operationId?: string } & Omit<DoorRoute, 'method' | 'url'>;
    if (operationId && method !== 'HEAD') routes.set(operationId, { method: String(method), url, ...taken });
  });
  return routes;
}

/** For a scope whose requests have an account. */
export async function mcpRoutes(
  app: FastifyInstance,
  { accounts, closing, routes }: { accounts: Accounts; closing: AbortSignal; routes: ReadonlyMap<string, DoorRoute> },
): Promise<void> {
  let handler: Promise<McpHttpHandler> | undefined;
  closing.addEventListener('abort', () => void handler?.then((opened) => opened.close()));

  app.post(
    PATH,
    {
      // What a message may be, the protocol says.
      schema: { hide: true, body: Type.Unknown() },
      config: { repairsAccounts: true },
    },
    async (request, reply) => {
      handler ??= openHandler();
      const { fetch } = await handler;
      return reply.send(await fetch(toWebRequest(request, signalOf(request, reply)), { parsedBody: request.body }));
    },
  );

  /** Loaded only now, since few ask for it. A server is made for each request: nothing is kept between them. */
  async function openHandler(): Promise<McpHttpHandler> {
    const { createMcpHandler, Server } = await import('@modelcontextprotocol/server');
    const doors = openDoors(routes);
    return createMcpHandler(({ requestInfo }) => {
      const { origin } = new URL(requestInfo!.url);
      const account = requestInfo!.headers.get(ACCOUNT)!;
      const server = new Server(
        { name: 'vectara-emulator', version: '1.0.0' },
        { capabilities: { tools: {} }, instructions: instructionsFor(origin, account) },
      );
      serveTools(server, doors, account);
      return server;
    });
  }

  function serveTools(server: Server, doors: Door[], ownAccount: string): void {
    server.setRequestHandler('tools/list', () => ({
      tools: doors.map(({ name, description, inputSchema, readOnly = false }) => ({
        name,
        description,
        inputSchema,
        annotations: { readOnlyHint: readOnly, openWorldHint: false },
      })),
    }));
    server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {} } }, { mcpReq }) => {
      const door = doors.find((one) => one.name === name);
      if (!door) return said(`There is no tool "${name}".`, true);
      const account = args.account ?? ownAccount;
      if (typeof account !== 'string' || !ACCOUNT_NAME.test(account)) return said(`account ${ACCOUNT_NAME_RULE}`, true);
      const { statusCode, body } = await perform(door, args, account, mcpReq.signal);
      return said(body || 'Done.', statusCode >= 400);
    });
  }

  /** In process, and by the routes themselves, so that a tool does and refuses what its operation does and refuses. */
  async function perform(door: Door, args: Record<string, unknown>, account: string, signal: AbortSignal) {
    const { body, ...request } = requestOf(door, args);
    const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, payload: body };
    const send = async (headers: Record<string, string>) =>
      await app.inject({ ...request, ...content, headers: { ...content.headers, ...headers }, signal });
    if (request.url.startsWith('/_emulator')) return send({ [ACCOUNT]: account });
    // Whoever may use this API may look into every account, and is no caller whom a test counts.
    const call = { account: accounts.open(account), testsConnections: true };
    return trusted.run(call, () => send({ 'x-api-key': 'mcp' }));
  }
}

const said = (text: string, isError: boolean) => ({ content: [{ type: 'text' as const, text }], isError });

const instructionsFor = (origin: string, account: string): string =>
  [
    `A local emulator of Vectara's API v2: ${origin}/v2, in the place of https://api.vectara.io/v2, with any API key.`,
    `These tools act on the account "${account}". Find out what a program asked, and why it was answered so, with list_calls and explain_call.`,
    `What the API takes is at ${origin}/docs.`,
  ].join(' ');

function toWebRequest(request: FastifyRequest, signal: AbortSignal): Request {
  const headers = new Headers(request.headers as Record<string, string>);
  headers.set(ACCOUNT, request.damagedAccount ?? request.account.name);
  return new Request(`${request.protocol}://${request.host}${request.url}`, {
    method: request.method,
    headers,
    signal,
  });
}
