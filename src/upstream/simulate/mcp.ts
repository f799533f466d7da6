import type { Provider } from './simulated-fetch.ts';
import { jsonResponse } from './wire-response.ts';

/** Nobody knows what a tool would have done, so that only a script can say. */
export const answerMcp: Provider = ({ body }) => {
  const { method } = JSON.parse(body);
  const message =
    'with --upstream simulate no tool server is called. Script what the tool answers, or start with --upstream live.';
  return jsonResponse(
    200,
    method === 'tools/call'
      ? { jsonrpc: '2.0', id: 1, error: { code: -32000, message } }
      : { jsonrpc: '2.0', id: 1, result: method === 'tools/list' ? { tools: [] } : {} },
  );
};
