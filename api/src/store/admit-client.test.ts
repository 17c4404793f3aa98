import { describe, expect, it } from 'vitest';
import { createAdmission } from './admit-client.js';

const startup = Uint8Array.of(0, 0, 0, 8, 0, 3, 0, 0);

function passwordMessage(text: string): Uint8Array {
  const body = Buffer.from(`${text}\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from('p'), length, body]);
}

describe('the door of the embedded server', () => {
  it('asks first, then lets in who knows the secret, with the start-up that was held', () => {
    const admit = createAdmission('open sesame');
    expect(admit(startup)).toEqual({ kind: 'ask' });
    expect(admit(passwordMessage('open sesame'))).toEqual({ kind: 'enter', startup });
  });

  it.each(['', 'open sesam', 'open sesame!', 'Open sesame'])('refuses the password "%s"', (text) => {
    const admit = createAdmission('open sesame');
    admit(startup);
    expect(admit(passwordMessage(text))).toEqual({ kind: 'refuse' });
  });

  it('refuses a query in place of the password', () => {
    const admit = createAdmission('open sesame');
    admit(startup);
    expect(admit(Buffer.from('Q\0\0\0\x0dselect 1\0'))).toEqual({ kind: 'refuse' });
  });
});
