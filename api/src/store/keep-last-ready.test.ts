import { describe, expect, it } from 'vitest';
import { keepLastReady } from './keep-last-ready.js';

const ready = (status: string): Buffer => Buffer.from(`Z\0\0\0\x05${status}`, 'latin1');
/** A data row whose value looks like a ReadyForQuery. */
const row = Buffer.from('D\0\0\0\x10\0\x01\0\0\0\x06Z\0\0\0\x05I', 'latin1');
const error = Buffer.from('E\0\0\0\x05\0', 'latin1');

const kept = (...messages: Buffer[]): Buffer => Buffer.concat(keepLastReady(Buffer.concat(messages)));

describe('keepLastReady', () => {
  it('drops every ReadyForQuery but the last', () => {
    expect(kept(error, ready('E'), ready('E'))).toEqual(Buffer.concat([error, ready('E')]));
    expect(kept(ready('I'), error, ready('T'), row, ready('E'))).toEqual(
      Buffer.concat([error, row, ready('E')]),
    );
  });

  it('leaves a proper answer, an empty one and data alone', () => {
    expect(kept(row, row, ready('I'))).toEqual(Buffer.concat([row, row, ready('I')]));
    expect(kept(row)).toEqual(row);
    expect(keepLastReady(new Uint8Array(0))).toEqual([]);
  });
});
