import type { ServerResponse } from 'node:http';

/** Closes the connection once everything written so far is on its way. */
export async function breakConnection(raw: ServerResponse): Promise<void> {
  const { socket } = raw;
  if (socket?.writable) await new Promise<void>((resolve) => socket.write('', () => resolve()));
  raw.destroy();
}

/**
 * Lets `bytes` of the body out and then breaks the connection; a shorter body is left whole. None at all: only the head
 * goes out. To be called before anything is written.
 */
export function cutBody(raw: ServerResponse, bytes: number): void {
  const write = raw.write.bind(raw) as (chunk: Uint8Array) => boolean;
  const end = raw.end.bind(raw) as () => ServerResponse;
  let left = bytes;
  let isCut = false;

  const cut = (rest: Uint8Array) => {
    isCut = true;
    raw.flushHeaders();
    if (rest.length > 0) write(rest);
    void breakConnection(raw);
  };
  const pass = (chunk: unknown): boolean => {
    if (isCut) return true;
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    if (piece.length > left || bytes === 0) cut(piece.subarray(0, left));
    else {
      left -= piece.length;
      return write(piece);
    }
    return true;
  };

  raw.write = pass as typeof raw.write;
  raw.end = ((chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) pass(chunk);
    else if (bytes === 0 && !isCut) cut(new Uint8Array());
    return isCut ? raw : end();
  }) as typeof raw.end;
}
