/** A whole body as text (UTF-8), or the beginning of one that is longer than `limit` bytes. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > limit) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
