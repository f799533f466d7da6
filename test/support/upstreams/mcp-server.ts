/** A tool server as its users write one: the official SDK behind HTTP, over either transport. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type JSONRPCMessage, Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { type ReceivedRequest, serve } from '../../upstream/support/serve.ts';
import type { Json } from '../client.ts';

export interface McpTool {
  name: string;
  title?: string;
  description?: string;
  inputSchema?: Json;
  outputSchema?: Json;
  annotations?: Json;
  /** The `tools/call` result. */
  run(args: Json, signal: AbortSignal): Json;
}

interface McpServer {
  transport: 'sse' | 'streamable-http';
  tools: McpTool[];
  /** How many tools a page has. */
  pageSize?: number;
  /** Answers a request itself where it gives something. */
  refuse?: (request: ReceivedRequest) => { status: number; body: string } | undefined;
}

const OBJECT = { type: 'object' } as const;

export async function serveMcp(given: McpServer) {
  const sessions = new Map<string, (request: ReceivedRequest, response: ServerResponse) => Promise<void>>();
  const calls: { name: string; args: Json }[] = [];
  const state = { ...given, aborted: 0 };

  const newServer = () => {
    const server = new Server({ name: 'tools', version: '1' }, { capabilities: { tools: {} } });
    server.setRequestHandler('tools/list', ({ params }) => {
      const from = Number(params?.cursor ?? 0);
      const to = from + (state.pageSize ?? 100);
      const tools = state.tools.slice(from, to).map(({ run: _, ...tool }) => ({ inputSchema: OBJECT, ...tool }));
      return to < state.tools.length ? { tools, nextCursor: String(to) } : { tools };
    });
    server.setRequestHandler('tools/call', async ({ params: { name, arguments: args } }, context) => {
      calls.push({ name, args });
      const { signal } = context.mcpReq;
      signal.addEventListener('abort', () => {
        state.aborted += 1;
      });
      return state.tools.find((tool) => tool.name === name)!.run(args, signal);
    });
    return server;
  };

  const streamable = async (request: ReceivedRequest, response: ServerResponse) => {
    const id = String(request.headers['mcp-session-id'] ?? '');
    const known = sessions.get(id);
    if (known) return known(request, response);
    if (id !== '') return void response.writeHead(404).end('{}');
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
    const handle = async (one: ReceivedRequest, to: ServerResponse) => {
      const { method, headers, body } = one;
      const asked = new Request('http://127.0.0.1/mcp', {
        method,
        headers: headers as Record<string, string>,
        ...(body === '' ? {} : { body }),
      });
      const answer = await transport.handleRequest(asked);
      to.writeHead(answer.status, Object.fromEntries(answer.headers));
      for await (const chunk of answer.body ?? []) to.write(chunk);
      to.end();
    };
    await newServer().connect(transport);
    await handle(request, response);
    if (transport.sessionId) sessions.set(transport.sessionId, handle);
  };

  /** The transport of 2024, which the SDK has no server for any more. */
  const sse = async (request: ReceivedRequest, response: ServerResponse) => {
    if (request.method === 'POST') {
      await sessions.get(request.path)?.(request, response);
      return;
    }
    const path = `/messages/${randomUUID()}`;
    const send = (event: string, data: string) => response.write(`event: ${event}\ndata: ${data}\n\n`);
    const transport = {
      onmessage: undefined as undefined | ((message: JSONRPCMessage) => void),
      start: async () => {},
      send: async (message: JSONRPCMessage) => void send('message', JSON.stringify(message)),
      close: async () => {},
    };
    await newServer().connect(transport);
    sessions.set(path, async ({ body }, to) => {
      to.writeHead(202).end('Accepted');
      transport.onmessage?.(JSON.parse(body));
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send('endpoint', path);
  };

  const { url, received, server } = await serve(async (response, request) => {
    const refusal = state.refuse?.(request);
    if (refusal) return response.writeHead(refusal.status).end(refusal.body);
    return given.transport === 'sse' ? sse(request, response) : streamable(request, response);
  });

  return {
    url: `${url}/mcp`,
    /** What was asked over HTTP. */
    received,
    /** Which tools were called. */
    calls,
    /** Tools, pages and refusals can be changed; `aborted` counts calls whose client left. */
    state,
    /** As after a restart. */
    forget: () => sessions.clear(),
    disconnect: () => server.closeAllConnections(),
  };
}

export const text = (words: string) => ({ content: [{ type: 'text', text: words }] });
