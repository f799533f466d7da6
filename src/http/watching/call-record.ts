/** What keeps a call while it is served; undefined on a call that nobody keeps. */
export interface CallRecord {
  /** A body is about to be sent whole. */
  sent(status: number, payload: unknown): void;
  /** A stream has begun. */
  streaming(status: number): void;
  /** One frame of a stream is about to be sent, as it goes on the wire. */
  frame(text: string): void;
  /** Names and milliseconds of the stages that are over, for `server-timing`. */
  stages(): Iterable<[name: string, ms: number]>;
}

declare module 'fastify' {
  interface FastifyReply {
    record?: CallRecord | undefined;
  }
}
