import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';

/** The message can be shown as it is. */
export class TlsPortUnusable extends Error {
  override name = 'TlsPortUnusable';
}

export interface SecureServer {
  port: number;
  /** Takes no more connections; over when the last has ended. */
  close(): Promise<void>;
}

/**
 * Listens for TLS on a port of its own, and has the server answer what comes there as it answers everything else: its limits,
 * and how it ends connections, hold for these too. `refused` is told why a client broke off before it said anything. Throws
 * TlsPortUnusable.
 */
export async function listenSecurely(
  server: Server,
  identity: Pick<TlsOptions, 'key' | 'cert'>,
  place: { port: number; host: string },
  refused: (reason: string) => void,
): Promise<SecureServer> {
  const secure = createServer({ ...identity, ALPNProtocols: ['http/1.1'] });
  secure.on('secureConnection', (socket) => server.emit('connection', socket));
  secure.on('tlsClientError', ({ code, message }: Error & { code?: string }) => refused(code ?? message));
  await new Promise<void>((resolve, reject) => {
    secure.once('error', ({ code, message }: Error & { code?: string }) => {
      const reason = code === 'EADDRINUSE' ? 'it is taken' : code === 'EACCES' ? 'this user may not' : message;
      reject(new TlsPortUnusable(`port ${place.port} cannot serve TLS: ${reason}; choose another with --tls.`));
    });
    secure.listen(place, resolve);
  });
  return {
    port: (secure.address() as AddressInfo).port,
    close: () => new Promise((resolve) => secure.close(() => resolve())),
  };
}
