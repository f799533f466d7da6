/** Turns whose model calls a tool of an MCP server on this machine, beside turns that call a tool that is not there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { report } from '../figures.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';

const TURNS = 200;
const WARM_UP = 30;

/** The least that is a tool server, so that the emulator's own part is measured. */
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const { id, method, params } = request.method === 'POST' ? JSON.parse(body) : ({} as Record<string, never>);
  if (request.method === 'GET') return response.writeHead(405).end();
  if (id === undefined) return response.writeHead(202).end();
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'bench', version: '1' },
    },
    'tools/list': { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] },
    'tools/call': { content: [{ type: 'text', text: 'Echo.' }] },
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;

const emulator = await startEmulatorProcess(builtPackage(), temporaryFolder());
const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
const call = async (method: string, path: string, body?: object) => {
  const answer = await fetch(emulator.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

const { id } = await call('POST', '/v2/tool_servers', { name: 'b', type: 'mcp', transport: 'streamable-http', uri });
await call('POST', `/v2/tool_servers/${id}/sync`, {});
const { tools } = await call('GET', `/v2/tools?tool_server_id=${id}`);
await call('POST', '/v2/agents', {
  key: 'a',
  name: 'Bench',
  model: { name: 'gpt-4o' },
  tool_configurations: { echo: { type: 'mcp', tool_id: tools[0].id } },
  first_step_name: 'main',
  steps: { main: {} },
});
for (const name of ['echo', 'nothing']) {
  await call('POST', '/_emulator/scripts', {
    match: { agent: 'a', messages: [{ role: 'user', equals: name }] },
    answers: [{ tool_calls: [{ name, arguments: {} }] }, { text: 'Done.' }],
    exhausted: 'cycle',
  });
}

let made = 0;
async function turn(tool: string): Promise<number> {
  made += 1;
  const key = `s${made}`;
  await call('POST', '/v2/agents/a/sessions', { key });
  const started = performance.now();
  const { events } = await call('POST', `/v2/agents/a/sessions/${key}/events`, {
    messages: [{ type: 'text', content: tool }],
  });
  const took = performance.now() - started;
  const output = events.find(({ type }: { type: string }) => type === 'tool_output');
  if (output?.error !== (tool === 'nothing')) throw new Error(`not as it should be: ${JSON.stringify(events)}`);
  return took;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const measured: number[] = [];
const baseline: number[] = [];
for (let n = 0; n < TURNS + WARM_UP; n += 1) {
  const [mcp, none] = [await turn('echo'), await turn('nothing')];
  if (n < WARM_UP) continue;
  measured.push(mcp);
  baseline.push(none);
}
report({
  name: 'a turn with a call of an MCP server, beside one whose call is refused',
  unit: 'ms',
  measured: median(measured),
  baseline: median(baseline),
  judgedBy: 'difference',
  bound: 'at most',
  target: 3,
});
await emulator.stop();
server.close();
