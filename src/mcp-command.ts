/**
 * `vectara-emulator mcp`: the tools of an emulator (`/_emulator/mcp`) over standard input and output, for coding agents that
 * start their tool servers as processes. What is asked goes on to the emulator, so there is one list of tools.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { readReadyFile } from './ready-file.ts';

export interface McpTarget {
  url: string;
  account: string | undefined;
  controlToken: string | undefined;
}

/** Where an emulator is to be looked for. */
export interface McpSearch {
  /** It must be there. */
  url: string | undefined;
  readyFile: string | undefined;
  /** Where it is when nothing else says so. */
  port: number;
}

/** What did not work; the message can be shown as it is. */
export class McpFailed extends Error {
  override name = 'McpFailed';
}

/** The address of a running emulator, undefined when one is to be started. Throws McpFailed. */
export async function findEmulator({ url, readyFile, port }: McpSearch): Promise<string | undefined> {
  if (url !== undefined) {
    if (await answers(url)) return url;
    throw new McpFailed(`no emulator answers on ${url}; name another with --url, or leave it out to start one.`);
  }
  const likely = readyFile === undefined ? `http://127.0.0.1:${port}` : readReadyFile(readyFile)?.url;
  return likely !== undefined && (await answers(likely)) ? likely : undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/_emulator/health', url), { signal: AbortSignal.timeout(5000) });
    const { status } = (await response.json()) as { status?: string };
    return response.ok && (status === 'live' || status === 'degraded');
  } catch {
    return false;
  }
}

/** Serves until standard input ends. Throws McpFailed. */
export async function serveOverStdio({ url, account, controlToken }: McpTarget): Promise<void> {
  const headers = {
    ...(account === undefined ? {} : { 'x-emulator-account': account }),
    ...(controlToken === undefined ? {} : { 'x-emulator-control-token': controlToken }),
  };
  const about = { name: 'vectara-emulator', version: '1.0.0' };
  const emulator = new Client(about);
  const transport = new StreamableHTTPClientTransport(new URL('/_emulator/mcp', url), { requestInit: { headers } });
  await emulator.connect(transport).catch((error: Error) => {
    throw new McpFailed(`the emulator on ${url} refuses: ${error.message}`);
  });
  const { stdin } = process;
  const ended = new Promise((resolve) => stdin.once('end', resolve).once('close', resolve));
  const handle = serveStdio(() => {
    const instructions = emulator.getInstructions() ?? '';
    const server = new Server(about, { capabilities: { tools: {} }, instructions });
    server.setRequestHandler('tools/list', ({ params }) => emulator.request({ method: 'tools/list', params }));
    server.setRequestHandler('tools/call', ({ params }, { mcpReq: { signal } }) =>
      emulator.request({ method: 'tools/call', params }, { signal }),
    );
    return server;
  });
  await ended;
  await handle.close();
  await emulator.close();
}
