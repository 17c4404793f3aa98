import { describe, expect, it } from 'vitest';
import { createFrontendReader, type FrontendUnit } from './read-frontend-messages.js';

const startUp = message('', '\0\x03\0\0user\0postgres\0\0');
const parse = message('P', '\0select $1\0\0\0');
const bind = message('B', '\0\0\0\0\0\0\0\0');
const execute = message('E', '\0\0\0\0\0');
const flush = message('H', '');
const sync = message('S', '');
const query = message('Q', 'select 1\0');
const terminate = message('X', '');

describe('createFrontendReader', () => {
  const stream = Buffer.concat([startUp, parse, bind, flush, execute, sync, query, terminate]);
  const units: FrontendUnit[] = [
    { kind: 'work', bytes: startUp },
    { kind: 'work', bytes: Buffer.concat([parse, bind, execute, sync]) },
    { kind: 'work', bytes: query },
    { kind: 'leave' },
  ];

  it('hands an extended query over whole, and a simple one as it comes', () => {
    expect(createFrontendReader().read(stream)).toEqual(units);
  });

  it('reads the same from any cut of the stream, down to single bytes', () => {
    for (let size = 1; size < stream.length; size++) {
      const reader = createFrontendReader();
      const read: FrontendUnit[] = [];
      for (let at = 0; at < stream.length; at += size)
        read.push(...reader.read(stream.subarray(at, at + size)));
      expect(read).toEqual(units);
    }
  });

  it('declines encryption and goes on, and leaves at a cancel request', () => {
    const reader = createFrontendReader();
    expect(reader.read(number(8, 80877103))).toEqual([{ kind: 'decline-encryption' }]);
    expect(reader.read(number(8, 80877104))).toEqual([{ kind: 'decline-encryption' }]);
    expect(reader.read(startUp)).toEqual([{ kind: 'work', bytes: startUp }]);
    expect(createFrontendReader().read(number(8, 80877102))).toEqual([{ kind: 'leave' }]);
  });

  it('refuses what is not the protocol', () => {
    expect(() => createFrontendReader().read(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(RangeError);
    expect(() => createFrontendReader().read(number(1, 0))).toThrow(RangeError);
  });
});

function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(body, 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length + 4);
  return Buffer.concat([Buffer.from(type), length, bytes]);
}

function number(length: number, code: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(length);
  bytes.writeInt32BE(code, 4);
  return bytes;
}
