/** Artifacts as texts, a slice at a time (docs/behaviour/agent-tools.md, Artifacts). */
import { inTurns } from '../../../basics/turns.ts';
import { type Artifact, artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import type { Turn } from '../../turn.ts';
import { ToolError } from '../tool.ts';

type Context = Pick<Turn, 'account' | 'session'>;

/** Throws ToolError. */
export function findArtifact({ account, session }: Context, id: string): Artifact {
  const artifact = artifactsOf(account).find(session, id);
  if (!artifact) throw new ToolError(`Artifact '${id}' was not found.`);
  return artifact;
}

/** Bytes looked at, of which a text has none that is 0. */
const LOOKED_AT = 8000;

/** Throws ToolError for one that is no text; `instead` says what can be done with it. */
export function findTextArtifact(context: Context, id: string, instead: string): Artifact {
  const artifact = findArtifact(context, id);
  const [first = new Uint8Array()] = artifactsOf(context.account).slicesOf(artifact);
  if (!first.subarray(0, LOOKED_AT).includes(0)) return artifact;
  throw new ToolError(`Artifact '${id}' (${artifact.mimeType}) is no text. ${instead}`);
}

export async function readText({ account }: Context, artifact: Artifact): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  await inTurns(artifactsOf(account).slicesOf(artifact), (bytes) => {
    pieces.push(decoder.decode(bytes, { stream: true }));
  });
  return pieces.join('') + decoder.decode();
}

/** Throws ToolError for one that is no JSON; `instead` says what should be there. */
export async function readJson(context: Context, id: string, instead: string): Promise<unknown> {
  const text = await readText(context, findTextArtifact(context, id, instead));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ToolError(`Artifact '${id}' is no JSON: ${(error as Error).message}.`);
  }
}

/** Characters: a longer line comes in pieces of so many. */
const LONGEST_PIECE = 8192;

export interface Line {
  /** From 1; pieces of a line have the same. */
  number: number;
  text: string;
}

/** Without what ends them. */
export function* linesOf({ account }: Context, artifact: Artifact): Generator<Line> {
  const decoder = new TextDecoder();
  let number = 1;
  let rest = '';
  for (const bytes of artifactsOf(account).slicesOf(artifact)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      for (const text of piecesOf(line)) yield { number, text };
      number += 1;
    }
    if (rest.length <= LONGEST_PIECE) continue;
    const pieces = [...piecesOf(rest)];
    rest = pieces.pop()!;
    for (const text of pieces) yield { number, text };
  }
  rest += decoder.decode();
  if (rest !== '') for (const text of piecesOf(rest)) yield { number, text };
}

function* piecesOf(line: string): Generator<string> {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.length <= LONGEST_PIECE) return yield text;
  for (let from = 0; from < text.length; from += LONGEST_PIECE) yield text.slice(from, from + LONGEST_PIECE);
}
