import { McpRefusal, type McpToolResult } from '../../upstream/mcp/ask-mcp-server.ts';
import { describeUpstreamFailure, UpstreamError } from '../../upstream/upstream-error.ts';
import { callServerTool } from '../../v2/tool-servers/mcp-upstream.ts';
import { settingsOf, toolServersOf } from '../../v2/tool-servers/tool-servers-repository.ts';
import { toolsOf } from '../../v2/tools/tools-repository.ts';
import { listedAs } from './listed-tool.ts';
import { type MakeTool, ToolError, type ToolResult } from './tool.ts';

/** A tool of an MCP server, which is asked with the server's credentials (docs/behaviour/tool-servers.md, Calls). */
export const mcpTool: MakeTool<'mcp'> = (context, name, configuration) => {
  const { account } = context;
  const { tool_id } = configuration;
  return {
    ...listedAs(context, name, configuration),
    async run(args, { signal }) {
      const tool = toolsOf(account).stored(tool_id)?.value;
      const server = tool?.type === 'mcp' ? toolServersOf(account).find(tool.server_id) : undefined;
      if (!tool || !server) throw new ToolError(`Tool '${tool_id}' was not found.`);
      try {
        const asked = { name: tool.name, args };
        return toResult(await callServerTool(account, settingsOf(account, server), asked, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof McpRefusal) throw new ToolError(error.message);
        if (!(error instanceof UpstreamError)) throw error;
        throw new ToolError(describeUpstreamFailure(`Tool server '${server.value.name}'`, error.failure));
      }
    },
  };
};

function toResult({ content, structuredContent, isError }: McpToolResult): ToolResult {
  const text = content.map(textOf).join('\n');
  if (isError) throw new ToolError(text === '' ? 'The tool failed and did not say why.' : text);
  return { output: structuredContent ?? text };
}

type Part = McpToolResult['content'][number];

/** What is no text is named. */
function textOf(part: Part): string {
  const { type, text, mimeType, data, uri, resource } = part as Part & {
    mimeType?: string;
    data?: string;
    uri?: string;
    resource?: { uri?: string; text?: string };
  };
  if (type === 'text') return text ?? '';
  if (type === 'resource' && resource?.text !== undefined) return resource.text;
  const bytes = data === undefined ? undefined : `${Buffer.byteLength(data, 'base64')} bytes`;
  return `[${[type, mimeType, uri ?? resource?.uri, bytes].filter((word) => word !== undefined).join(', ')}]`;
}
