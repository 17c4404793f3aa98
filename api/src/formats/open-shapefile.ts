import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Problem } from '../problem.js';
import { openZip, type ZipMember } from './open-zip.js';

/** The files of one shapefile, wherever they lie. */
export interface ShapefileParts {
  readonly name: string;
  readonly shpBytes: number;
  openShp(): Promise<AsyncIterable<Buffer>>;
  readDbf(): Promise<Buffer>;
  /** Text of `.prj` and `.cpg`; undefined when there is none. */
  readonly prj: string | undefined;
  readonly cpg: string | undefined;
  close(): Promise<void>;
}

/**
 * Finds the parts of a shapefile: beside the `.shp` (any case of the endings), or in a zip.
 *
 * @param layer which `.shp` of a zip (its name without ending); needed when there are several.
 * @throws Problem when `.shp` or `.dbf` is missing, or the zip holds several layers and none was chosen.
 */
export async function openShapefile(path: string, layer: string | undefined): Promise<ShapefileParts> {
  return extname(path).toLowerCase() === '.zip' ? openZipped(path, layer) : openLoose(path);
}

async function openLoose(path: string): Promise<ShapefileParts> {
  const folder = dirname(path);
  const stem = basename(path, extname(path));
  const names = await readdir(folder);
  const find = (ending: string): string | undefined => {
    const exact = names.find((name) => name === stem + ending);
    const found = exact ?? names.find((name) => name.toLowerCase() === (stem + ending).toLowerCase());
    return found === undefined ? undefined : join(folder, found);
  };
  const dbf = find('.dbf');
  if (dbf === undefined) throw missingDbf(path);
  const [prj, cpg] = [find('.prj'), find('.cpg')];
  return {
    name: stem,
    shpBytes: (await stat(path)).size,
    openShp: () =>
      Promise.resolve(createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>),
    readDbf: () => readFile(dbf),
    prj: prj === undefined ? undefined : await readFile(prj, 'utf8'),
    cpg: cpg === undefined ? undefined : await readFile(cpg, 'utf8'),
    close: () => Promise.resolve(),
  };
}

async function openZipped(path: string, layer: string | undefined): Promise<ShapefileParts> {
  const zip = await openZip(path);
  try {
    const shp = chooseLayer(path, zip.members, layer);
    const stem = shp.name.slice(0, -'.shp'.length);
    const find = (ending: string): ZipMember | undefined =>
      zip.members.find((member) => member.name.toLowerCase() === (stem + ending).toLowerCase());
    const dbf = find('.dbf');
    if (dbf === undefined) throw missingDbf(`${path}/${shp.name}`);
    const [prj, cpg] = [find('.prj'), find('.cpg')];
    return {
      name: stem,
      shpBytes: shp.bytes,
      openShp: () => zip.open(shp),
      readDbf: () => zip.read(dbf),
      prj: prj === undefined ? undefined : (await zip.read(prj)).toString('utf8'),
      cpg: cpg === undefined ? undefined : (await zip.read(cpg)).toString('utf8'),
      close: () => Promise.resolve(zip.close()),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function chooseLayer(path: string, members: readonly ZipMember[], layer: string | undefined): ZipMember {
  const layers = members.filter(
    (member) => /\.shp$/iu.test(member.name) && !member.name.startsWith('__MACOSX/'),
  );
  const names = layers.map((member) => member.name.slice(0, -'.shp'.length));
  const chosen =
    layer === undefined
      ? layers
      : layers.filter((_, index) => names[index] === layer || basename(names[index]!) === layer);
  if (chosen.length === 1) return chosen[0]!;
  if (layers.length === 0) {
    throw new Problem({
      type: 'unreadable',
      status: 422,
      file: path,
      detail: 'The zip holds no .shp.',
      fix: 'Put the .shp, .dbf, .prj and .cpg of one layer into the zip.',
    });
  }
  const list = names.join(', ');
  throw new Problem({
    type: 'choose-layer',
    status: 422,
    file: path,
    field: '--layer',
    detail:
      layer === undefined
        ? `The zip holds ${layers.length} layers: ${list}.`
        : `The zip has no single layer "${layer}"; it holds: ${list}.`,
    fix: `Choose one with --layer, for example --layer ${names[0]}.`,
  });
}

function missingDbf(file: string): Problem {
  return new Problem({
    type: 'file-missing',
    status: 422,
    file,
    detail: 'The shapefile has no .dbf, so its grids have no codes or names.',
    fix: 'Copy the .dbf of the same name beside the .shp.',
  });
}
