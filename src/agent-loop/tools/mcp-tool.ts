import { McpRefusal, type McpToolResult } from '../../upstream/mcp/ask-mcp-server.ts';
import { describeUpstreamFailure, UpstreamError } from '../../upstream/upstream-error.ts';
import { artifactsOf } from '../../v2/artifacts/artifacts-repository.ts';
import { callServerTool } from '../../v2/tool-servers/mcp-upstream.ts';
import { settingsOf, toolServersOf } from '../../v2/tool-servers/tool-servers-repository.ts';
import { toolsOf } from '../../v2/tools/tools-repository.ts';
import type { Turn } from '../turn.ts';
import { listedAs } from './listed-tool.ts';
import { type MakeTool, ToolError, type ToolResult } from './tool.ts';

/** A tool of an MCP server, which is asked with the server's credentials (docs/behaviour/tool-servers.md, Calls). */
export const mcpTool: MakeTool<'mcp'> = (context, name, configuration) => {
  const { account, session } = context;
  const { tool_id } = configuration;
  return {
    ...listedAs(context, name, configuration),
    async run(args, { signal }) {
      const tool = toolsOf(account).stored(tool_id)?.value;
      const server = tool?.type === 'mcp' ? toolServersOf(account).find(tool.server_id) : undefined;
      if (!tool || !server) throw new ToolError(`Tool '${tool_id}' was not found.`);
      try {
        const asked = { name: tool.name, args };
        const result = await callServerTool(account, settingsOf(account, server), asked, signal);
        return await toResult(result, { account, session, tool: tool.name });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof McpRefusal) throw new ToolError(error.message);
        if (!(error instanceof UpstreamError)) throw error;
        throw new ToolError(describeUpstreamFailure(`Tool server '${server.value.name}'`, error.failure));
      }
    },
  };
};

interface Called extends Pick<Turn, 'account' | 'session'> {
  tool: string;
}

async function toResult({ content, structuredContent, isError }: McpToolResult, called: Called): Promise<ToolResult> {
  const texts: string[] = [];
  for (const part of content) texts.push(await textOf(part, called));
  const text = texts.join('\n');
  if (isError) throw new ToolError(text === '' ? 'The tool failed and did not say why.' : text);
  return { output: structuredContent ?? text };
}

type Part = McpToolResult['content'][number];

/** What is no text is named, and kept where its bytes came with it. */
async function textOf(part: Part, called: Called): Promise<string> {
  const { type, text, mimeType, data, uri, resource } = part as Part & {
    mimeType?: string;
    data?: string;
    uri?: string;
    resource?: { uri?: string; text?: string; blob?: string; mimeType?: string };
  };
  if (type === 'text') return text ?? '';
  if (type === 'resource' && resource?.text !== undefined) return resource.text;
  const base64 = data ?? resource?.blob;
  const named = [type, mimeType ?? resource?.mimeType, uri ?? resource?.uri];
  const bytes = base64 === undefined ? undefined : Buffer.from(base64, 'base64');
  const kept = bytes && (await keep(bytes, called, mimeType ?? resource?.mimeType));
  return `[${[...named, kept && `${kept.sizeBytes} bytes`, kept?.id].filter((word) => word !== undefined).join(', ')}]`;
}

function keep(bytes: Buffer, { account, session, tool }: Called, mimeType = 'application/octet-stream') {
  const extension = /^[\w.+-]+\/([a-z0-9]+)/.exec(mimeType)?.[1] ?? 'bin';
  const filename = `${tool}_output.${extension}`;
  return artifactsOf(account).create(session, { filename, mimeType, bytes, metadata: { tool } });
}
