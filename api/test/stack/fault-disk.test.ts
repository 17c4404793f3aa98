import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feature, rectangle, writeMap, type TestFeature } from '../cli/write-map.js';
import {
  age,
  expectUnavailable,
  openFaultStack,
  until,
  type FaultStack,
  type PublishedMap,
} from './open-fault-stack.js';

const diskMegabytes = 300;
/** What is left free: enough to begin, not enough to end. */
const freeMegabytes = 3;
const megabyte = 1024 * 1024;

let folder: string;
let faults: FaultStack;
let map: PublishedMap;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wangge-disk-'));
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=711`, 'tmpfs', folder);
  // The journal must not be what fills the disk before the test does.
  faults = await openFaultStack({
    dataDir: folder,
    settings: ['min_wal_size=32MB', 'max_wal_size=32MB', 'autovacuum=off'],
  });
  map = await faults.readMap();
});
afterAll(async () => {
  await faults?.close();
  asRoot('umount', folder);
  rmSync(folder, { recursive: true });
});

/** A small disk of its own can only be had from the system. */
function asRoot(command: string, ...args: string[]): void {
  const [program, ...rest] = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args];
  const { status, stderr, error } = spawnSync(program!, rest, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `A full disk cannot be tried here, because this user may not mount one: ${command} failed (${stderr || error?.message}). Run the tests as root or with sudo.`,
  );
}

/** A square of elements whose borders have many vertices, so that it takes room. */
function largeMap(side: number): TestFeature[] {
  const elements = Array.from({ length: side * side }, (_, index) => {
    const column = index % side;
    const row = Math.floor(index / side);
    const dense = feature('element', `L${index}`, [column, row, 1, 1], { name: 'x'.repeat(200) });
    return {
      ...dense,
      geometry: { type: 'Polygon', coordinates: [withPoints(rectangle([column, row, 1, 1]))] },
    };
  });
  return elements;
}

const pointsPerSide = 40;

function withPoints(ring: readonly number[][]): number[][] {
  const points = ring.slice(0, -1).flatMap(([x0, y0], corner) => {
    const [x1, y1] = ring[corner + 1]!;
    return Array.from({ length: pointsPerSide }, (_, step) => [
      x0! + ((x1! - x0!) * step) / pointsPerSide,
      y0! + ((y1! - y0!) * step) / pointsPerSide,
    ]);
  });
  return [...points, points[0]!];
}

describe('a data folder whose disk is full', () => {
  it('refuses the import with the cause, keeps the map, and goes on when there is room', async () => {
    const ballast = join(folder, 'ballast');
    const { bavail, bsize } = statfsSync(folder);
    const files = mkdtempSync(join(tmpdir(), 'wangge-disk-files-'));
    const large = writeMap(files, 'large.geojson', largeMap(40));
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - freeMegabytes * megabyte));

    const refused = await faults.run('import', large, '--territory', 'large').ended;
    expect(refused.code, refused.stderr).toBe(2);
    // Where the journal could not be written PostgreSQL ends itself, and can only be missed.
    expect(refused.stderr).toMatch(
      /^wangge: (The disk of the database \S+ is full|The database \S+ was lost on the way) \(.+\)\. The map of large is as it was, and nothing half-written is shown\. Fix: .+ same import again/m,
    );
    expect(await isUntouched()).toBe(true);

    rmSync(ballast);
    const { postgis } = faults.stack.parts;
    // Where the journal could not be written PostgreSQL ends itself; who keeps the parts up starts it again.
    if (!postgis.isAlive()) await faults.stack.startPart(postgis);
    await until('the API is ready again', async () => (await faults.get('readyz')).ok);
    expect(await faults.readMap()).toEqual(map);
    const client = await faults.connect();
    await age(client);
    await client.end();
    const again = await faults.run('import', large, '--territory', 'large').ended;
    expect(again.code, again.stderr).toBe(0);
    expect(await faults.readMap()).toEqual(map);
    rmSync(files, { recursive: true });
  });

  /** While the disk is full the map is shown as it was, or the database says that it is away. */
  async function isUntouched(): Promise<boolean> {
    const answer = await faults.get('api/v1/territories');
    if (answer.status === 200) return JSON.stringify(await faults.readMap()) === JSON.stringify(map);
    await expectUnavailable(answer);
    return true;
  }
});
