/** The part of PGlite that is needed: one session that takes bytes of the protocol and gives bytes back. */
export interface DatabaseSession {
  /** The whole answer, in pieces. */
  run(bytes: Uint8Array): Promise<Uint8Array[]>;
  isInTransaction(): boolean;
}

export interface SessionClient {
  readonly send: (bytes: Uint8Array) => void;
}

export interface SharedSession {
  /** Queues a unit of work. Units of one client run in order. */
  submit(client: SessionClient, bytes: Uint8Array): void;
  /** Forgets what a client still has queued and rolls back the transaction it has open. */
  leave(client: SessionClient): void;
  /** Whether the client has a transaction open, for which all others wait. */
  isOwner(client: SessionClient): boolean;
}

const rollback = new TextEncoder().encode('Q\0\0\0\x0drollback\0');

/**
 * Lets many clients take turns in one session. A turn is a unit; while a client has a transaction open, only its
 * own units are run, so nobody else's statement gets into it.
 *
 * @param onBroken called when the session itself fails, after which it cannot be trusted
 */
export function shareSession(session: DatabaseSession, onBroken: (error: unknown) => void): SharedSession {
  let queue: { readonly client: SessionClient; readonly bytes: Uint8Array }[] = [];
  let owner: SessionClient | undefined;
  let isRunning = false;
  const gone = new WeakSet<SessionClient>();

  const next = () => {
    const index = owner === undefined ? 0 : queue.findIndex((unit) => unit.client === owner);
    return index < 0 ? undefined : queue.splice(index, 1)[0];
  };

  const drain = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    for (let unit = next(); unit !== undefined; unit = next()) {
      const { client, bytes } = unit;
      for (const piece of await session.run(bytes)) client.send(piece);
      owner = session.isInTransaction() ? client : undefined;
      if (owner !== undefined && gone.has(owner)) await rollBack();
    }
    isRunning = false;
  };

  const rollBack = async (): Promise<void> => {
    await session.run(rollback);
    owner = undefined;
  };

  return {
    isOwner: (client) => owner === client,
    submit(client, bytes) {
      queue.push({ client, bytes });
      drain().catch(onBroken);
    },
    leave(client) {
      gone.add(client);
      queue = queue.filter((unit) => unit.client !== client);
      if (owner !== client || isRunning) return;
      isRunning = true;
      rollBack()
        .then(() => {
          isRunning = false;
          return drain();
        })
        .catch(onBroken);
    },
  };
}
