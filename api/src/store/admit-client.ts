import { timingSafeEqual } from 'node:crypto';

/** What to do with the next piece of a client that has not been let in yet. */
export type Admission =
  | { readonly kind: 'ask' }
  /** The password is right: this start-up message is for the session. */
  | { readonly kind: 'enter'; readonly startup: Uint8Array }
  | { readonly kind: 'refuse' };

/** AuthenticationCleartextPassword: type, length 8, method 3 (PostgreSQL documentation, 54.7 Message Formats). */
export const askForPassword = Uint8Array.of(0x52, 0, 0, 0, 8, 0, 0, 0, 3);

const passwordMessage = 0x70;
const headerBytes = 5;

/**
 * The door of the embedded server: every user of the machine can reach a loopback port, so a client has to know the
 * secret in the lock file, which only the owner of the data folder can read. Clear text, since nothing leaves the
 * machine.
 *
 * @returns takes a client's first two pieces, the start-up and the password message, in order
 */
export function createAdmission(secret: string): (piece: Uint8Array) => Admission {
  let startup: Uint8Array | undefined;
  return (piece) => {
    if (startup === undefined) {
      startup = piece;
      return { kind: 'ask' };
    }
    if (piece[0] !== passwordMessage) return { kind: 'refuse' };
    const told = Buffer.from(piece.subarray(headerBytes, -1));
    const expected = Buffer.from(secret);
    const isRight = told.length === expected.length && timingSafeEqual(told, expected);
    return isRight ? { kind: 'enter', startup } : { kind: 'refuse' };
  };
}
