import type { Socket } from 'node:net';
import { createRequestIds, REQUEST_ID } from '../request-id.ts';

const ANSWERS: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The address and headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};
const MALFORMED = ['400 Bad Request', 'The request is not valid HTTP.'] as const;

/** Answers what cannot be read as a request at all, and so never reaches the error handler, in the same envelope. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = ANSWERS[error.code ?? ''] ?? MALFORMED;
  const fields = status.startsWith('400') ? { field_errors: {} } : {};
  const id = createRequestIds()();
  const body = JSON.stringify({ ...fields, messages: [message], request_id: id });
  const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n${REQUEST_ID}: ${id}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}
