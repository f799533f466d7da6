import type { FastifyReply } from 'fastify';

/** The time so far and the stages known, as the `server-timing` header has them (W3C Server Timing), in milliseconds. */
export function setServerTiming(reply: FastifyReply): void {
  let value = `total;dur=${inMs(reply.elapsedTime)}`;
  if (reply.record) for (const [name, ms] of reply.record.stages()) value += `, ${name};dur=${inMs(ms)}`;
  reply.header('server-timing', value);
}

const inMs = (ms: number) => Math.round(ms * 1000) / 1000;
