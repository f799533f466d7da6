import type { Static } from 'typebox';
import { UpstreamError } from '../../../upstream/upstream-error.ts';
import { fetchPage, type Page } from '../../../upstream/web/fetch-page.ts';
import type { WebAuth } from '../../../upstream/web/web-auth.ts';
import { WebGet } from '../../../v2/tools/built-in-arguments.ts';
import { type BuiltInCall, builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { knownWeb, webAuthorizeOf, webUpstream } from './web.ts';

type Call = BuiltInCall<'web_get'>;
type Arguments = Static<typeof WebGet>;

const LONGEST_WAIT_SECONDS = 30;
const LARGEST_CONTENT = 1_048_576;

/** Fetches an address, unless the account was told what stands there. */
export const webGet = builtInTool<'web_get', typeof WebGet>(WebGet, async (args, call) => {
  const address = URL.parse(args.url);
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new ToolError(`Invalid arguments: url ${JSON.stringify(args.url)} should be an http or https address.`);
  }
  const { max_content_bytes = LARGEST_CONTENT } = args;
  const page = known(args, call, max_content_bytes) ?? (await fetched(args, call, max_content_bytes));
  const { content, isShortened } = shownLines(contentOf(page), args);
  return {
    output: { url: page.url, status_code: page.status, content, truncated: page.isCut || isShortened },
    ...(page.isKnown ? { answeredBy: 'emulator' as const } : {}),
  };
});

type FoundPage = Page & { isKnown?: true };

function known({ method = 'GET', url }: Arguments, { account }: Call, mostBytes: number): FoundPage | undefined {
  const found = knownWeb(account)(account).page(method, url);
  if (!found) return undefined;
  const bytes = Buffer.from(method === 'HEAD' ? '' : found.content);
  const [, contentType = 'text/plain'] =
    Object.entries(found.headers).find(([name]) => /^content-type$/i.test(name)) ?? [];
  return {
    url,
    status: found.status,
    contentType,
    bytes: bytes.subarray(0, mostBytes),
    isCut: bytes.length > mostBytes,
    isKnown: true,
  };
}

async function fetched(args: Arguments, { account, signal }: Call, mostBytes: number): Promise<FoundPage> {
  const { method = 'GET', url, headers = {}, body, auth = { type: 'none' } } = args;
  const { follow_redirects = true, ssl_verify = true, timeout_seconds: seconds = LONGEST_WAIT_SECONDS } = args;
  const late = AbortSignal.timeout(seconds * 1000);
  const ends = AbortSignal.any([signal, late]);
  try {
    const web = { anyCertificate: !ssl_verify };
    const signedIn = await webAuthorizeOf(account)(auth as WebAuth, web, ends);
    // Headers of the same name win, and names are the same only when every letter is.
    const credentials = Object.fromEntries(Object.entries(signedIn).filter(([name]) => !Object.hasOwn(headers, name)));
    const page = { method, url, headers, credentials, body, followsRedirects: follow_redirects, ...web, mostBytes };
    return await fetchPage(page, webUpstream(account).fetch, ends);
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) throw new ToolError(`${new URL(url).host} did not answer within ${seconds} seconds.`);
    throw error instanceof UpstreamError ? new ToolError(`${error.message}.`) : error;
  }
}

/** Bytes looked at, of which a text has none that is 0. */
const LOOKED_AT = 8000;

function contentOf({ bytes, contentType, isCut }: Page): string {
  const type = contentType.split(';')[0]!.trim();
  const isText = !/^(image|audio|video|font)\//.test(type) || type === 'image/svg+xml';
  if (!isText || bytes.subarray(0, LOOKED_AT).includes(0)) {
    return `[binary content, ${isCut ? 'more than ' : ''}${bytes.length} bytes, ${type || 'unknown type'}]`;
  }
  // In a stream a character that was cut is left out.
  return decoderFor(contentType).decode(bytes, { stream: isCut });
}

function decoderFor(contentType: string) {
  try {
    return new TextDecoder(/;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}

/** The lines of the beginning and of the end that are asked for. */
function shownLines(content: string, { head_lines: head, tail_lines: tail }: Arguments) {
  const lines = content.split('\n');
  if ((head === undefined && tail === undefined) || lines.length <= (head ?? 0) + (tail ?? 0)) {
    return { content, isShortened: false };
  }
  const shown = [...lines.slice(0, head ?? 0), '…', ...(tail === undefined ? [] : lines.slice(-tail))];
  return { content: shown.join('\n'), isShortened: true };
}
