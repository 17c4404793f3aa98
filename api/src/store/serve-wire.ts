import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { askForPassword, createAdmission } from './admit-client.js';
import { keepLastReady } from './keep-last-ready.js';
import { createFrontendReader } from './read-frontend-messages.js';
import { shareSession, type SessionClient } from './share-session.js';

export interface WireServer {
  readonly port: number;
  countClients(): number;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const maxClients = 100;
/** A client that leaves a transaction open and says nothing blocks all others: it loses its connection. */
const silentTransactionMs = 60_000;
/** PostgreSQL's answer to a client that asks for TLS. */
const noEncryption = Uint8Array.of(0x4e);

/**
 * Serves PGlite on a loopback socket.
 *
 * `pglite-socket` 0.2.11 serves message by message and was left for a defect seen with it: a failing extended query
 * is answered with two ReadyForQuery (see `keepLastReady`), and where the second one comes late, `pg` ends the whole
 * process with "Received unexpected commandComplete message from backend". Here a query goes to the session whole
 * and is answered whole.
 *
 * @param secret what a client has to tell before it is let in
 * @param onBroken called when PGlite itself fails
 */
export function serveWire(
  db: PGlite,
  secret: string,
  onBroken: (error: unknown) => void,
): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const shared = shareSession(
    {
      async run(bytes) {
        const answer: Buffer[] = [];
        await db.runExclusive(() =>
          db.execProtocolRawStream(bytes, { onRawData: (data) => answer.push(Buffer.from(data)) }),
        );
        return keepLastReady(Buffer.concat(answer));
      },
      isInTransaction: () => db.isInTransaction(),
    },
    onBroken,
  );

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    const client: SessionClient = {
      send: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
    };
    const reader = createFrontendReader();
    const admit = createAdmission(secret);
    let isAdmitted = false;
    const receive = (bytes: Uint8Array): void => {
      if (isAdmitted) return shared.submit(client, bytes);
      const admission = admit(bytes);
      if (admission.kind === 'ask') socket.write(askForPassword);
      else if (admission.kind === 'refuse') socket.destroy();
      else {
        isAdmitted = true;
        shared.submit(client, admission.startup);
      }
    };
    socket.setTimeout(silentTransactionMs, () => {
      if (!isAdmitted || shared.isOwner(client)) socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const unit of reader.read(chunk)) {
          if (unit.kind === 'work') receive(unit.bytes);
          else if (unit.kind === 'decline-encryption') socket.write(noEncryption);
          else socket.end();
        }
      } catch {
        // Not PostgreSQL's protocol: nothing sensible can be answered.
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      shared.leave(client);
    });
  });
  server.maxConnections = maxClients;

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The socket has no port');
      resolve({
        port: address.port,
        countClients: () => sockets.size,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
