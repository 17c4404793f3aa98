import { repairRings } from '../coverage/repair-rings.js';
import { normaliseRings } from '../geometry/normalise-rings.js';
import { toGeoJson } from '../geometry/to-geojson.js';
import type { MultiPolygon } from '../geometry/types.js';
import type { Level } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import { runInSlices } from './run-in-slices.js';
import { describeCancelledRings, describeCollapsedOutline } from './reading/describe-collapsed.js';
import { listInsertedPoints } from './reading/list-inserted-points.js';
import { joinRecords } from './reading/join-records.js';
import { loadSource, type LoadedSource } from './reading/load-source.js';
import { defaultMatchMetres, matchSources, type MatchedSources } from './reading/match-sources.js';
import { describeRecord, nameRow } from './reading/name-row.js';
import { groupSameCode } from './reading/merge-same-code.js';
import { projectVertices } from './reading/project-vertices.js';
import {
  understandFeature,
  type FeatureFacts,
  type UnderstoodFeature,
} from './reading/understand-feature.js';
import type { FileSpec, ReadGrid, ReadOptions, ReadRepair, ReadReport, ReadResult } from './reading/types.js';

/**
 * Reads grids out of files: read → match in the source CRS → reproject and round to the lattice → join records → repair
 * rings. Nothing is left out silently: what is mended stands in the report, what cannot be is a Problem.
 *
 * @throws Problem for the first fault that refuses the files (unreadable, cut off, no polygons, out of range,
 *   unknown level, a code twice …), naming file, feature, field and fix.
 */
export async function readGrids(files: readonly FileSpec[], options: ReadOptions): Promise<ReadResult> {
  checkRequest(files, options.matchMetres ?? defaultMatchMetres);
  const sources: LoadedSource[] = [];
  for (const spec of files) sources.push(await loadSource(spec, options));
  try {
    return await drawGrids(sources, options);
  } catch (error) {
    throw nameRowOfTable(error, sources);
  }
}

/** The row that a problem is about, as the owner of its table finds it. */
function nameRowOfTable(error: unknown, sources: readonly LoadedSource[]): unknown {
  if (!(error instanceof Problem)) return error;
  const { file, feature: number } = error.details;
  const source = sources.find(({ spec }) => spec.table !== undefined && spec.path === file);
  const row = source?.features.find(({ feature }) => feature === number);
  return row === undefined ? error : nameRow(error, row, source?.fields.code);
}

async function drawGrids(sources: readonly LoadedSource[], options: ReadOptions): Promise<ReadResult> {
  const matchMetres = options.matchMetres ?? defaultMatchMetres;
  const records = sources.flatMap((source) => source.features);
  const features = sources.flatMap((source) =>
    source.features.map((feature) => understandFeature(feature, source)),
  );
  const groups = groupSameCode(features, options.mergeSameCode ?? false, (index) =>
    describeRecord(records[index]!),
  );

  const total = features.length;
  await announce(options, { step: 'match', done: 0, total });
  const matched = matchSources(sources, options);
  await announce(options, { step: 'project', done: 0, total });
  const placement = placeRings(sources);
  const vertices = projectVertices(
    matched,
    sources,
    (ring) => features[placement.featureOfRing[ring]!]!.facts,
  );

  const repairs: ReadRepair[] = [];
  const drawn = features.map((feature, index) =>
    drawFeature(feature.facts, placement.ringsOfFeature[index]!, matched, vertices.lattice, repairs),
  );
  reportSourceRepairs(sources, features, repairs);
  const joined = groups.map((group) => joinGroup(group, features, drawn, repairs));
  await announce(options, { step: 'repair', done: 0, total: joined.length });
  const grids = await repairGrids(joined, repairs, options.signal);
  for (const grid of grids) if (grid.geometry.length === 0) throw describeCancelledRings(grid);
  await announce(options, { step: 'repair', done: grids.length, total: grids.length });

  return {
    grids,
    report: {
      files: sources.map((source) => source.report),
      features: features.length,
      grids: grids.length,
      levels: countLevels(grids),
      matchMetres,
      matchedVertices: matched.matchedVertices,
      insertedVertices: matched.insertedVertices,
      largestMoveMetres: matched.largestMoveMetres,
      refusedMatches: matched.refusedMatches,
      collapsedVertices: vertices.collapsedVertices,
      repairs,
      insertedPoints: listInsertedPoints(matched, vertices.lattice, features, placement.featureOfRing),
      ...countCategories(features),
    },
  };
}

function checkRequest(files: readonly FileSpec[], matchMetres: number): void {
  if (files.length === 0) {
    throw new Problem({
      type: 'no-file',
      status: 422,
      detail: 'No file is named.',
      fix: 'Name one or more files.',
    });
  }
  if (!Number.isFinite(matchMetres) || matchMetres < 0) {
    throw new Problem({
      type: 'bad-match',
      status: 422,
      field: '--match',
      detail: `The match distance ${matchMetres} is no length in metres.`,
      fix: 'Give metres, for example --match 0.002, or 0 for none.',
    });
  }
}

/** Tells a step, lets others run, and stops when asked to. */
async function announce(
  options: ReadOptions,
  progress: Parameters<NonNullable<ReadOptions['onProgress']>>[0],
): Promise<void> {
  options.onProgress?.(progress);
  await new Promise<void>((resolve) => setImmediate(resolve));
  options.signal?.throwIfAborted();
}

/** Which feature each ring belongs to, and the rings of each polygon of each feature. */
interface RingPlacement {
  readonly featureOfRing: Int32Array;
  readonly ringsOfFeature: readonly (readonly (readonly number[])[])[];
}

function placeRings(sources: readonly LoadedSource[]): RingPlacement {
  const featureOfRing: number[] = [];
  const ringsOfFeature = sources
    .flatMap((source) => source.features)
    .map((feature, index) =>
      feature.polygons.map((polygon) =>
        polygon.map(() => {
          featureOfRing.push(index);
          return featureOfRing.length - 1;
        }),
      ),
    );
  return { featureOfRing: Int32Array.from(featureOfRing), ringsOfFeature };
}

/** The lattice geometry of one feature; lists what collapsed, refuses it when all did. */
function drawFeature(
  facts: FeatureFacts,
  polygons: readonly (readonly number[])[],
  matched: MatchedSources,
  lattice: Int32Array,
  repairs: ReadRepair[],
): MultiPolygon {
  const drawn = polygons.map((rings) => rings.map((ring) => drawRing(ring, matched, lattice)));
  const normal = normaliseRings(drawn);
  for (const kind of ['collapsed-ring', 'collapsed-part'] as const) {
    const count = normal.repairs.filter((repair) => repair.kind === kind).length;
    if (count > 0) repairs.push({ ...subject(facts), kind, count });
  }
  if (normal.geometry.length > 0) return normal.geometry;
  throw describeCollapsedOutline(facts, drawn.flat());
}

function drawRing(ring: number, matched: MatchedSources, lattice: Int32Array): Int32Array {
  const from = matched.starts[ring]!;
  const path = new Int32Array(2 * (matched.starts[ring + 1]! - from));
  for (let i = 0; i < path.length; i += 2) {
    const vertex = matched.ids[from + i / 2]!;
    path[i] = lattice[2 * vertex]!;
    path[i + 1] = lattice[2 * vertex + 1]!;
  }
  return path;
}

function subject(facts: FeatureFacts): Pick<ReadRepair, 'file' | 'feature' | 'level' | 'code'> {
  return { file: facts.file, feature: facts.feature, level: facts.level, code: facts.code };
}

function reportSourceRepairs(
  sources: readonly LoadedSource[],
  features: readonly UnderstoodFeature[],
  repairs: ReadRepair[],
): void {
  for (const [index, feature] of sources.flatMap((source) => source.features).entries()) {
    for (const repair of feature.repairs) repairs.push({ ...subject(features[index]!.facts), ...repair });
  }
}

/** One grid of one or more records: facts of the first, filled up where it has none. */
function joinGroup(
  group: readonly number[],
  features: readonly UnderstoodFeature[],
  drawn: readonly MultiPolygon[],
  repairs: ReadRepair[],
): ReadGrid {
  const facts = group.map((index) => features[index]!.facts);
  const first = facts[0]!;
  if (group.length === 1) return { ...first, geometry: drawn[group[0]!]! };
  repairs.push({ ...subject(first), kind: 'merged-records', count: group.length });
  return {
    ...first,
    parentCode: facts.find((one) => one.parentCode !== null)?.parentCode ?? null,
    name: facts.find((one) => one.name !== '')?.name ?? '',
    category: facts.find((one) => one.category !== null)?.category ?? null,
    geometry: joinRecords(group.map((index) => drawn[index]!)),
  };
}

async function repairGrids(
  grids: readonly ReadGrid[],
  repairs: ReadRepair[],
  signal: AbortSignal | undefined,
): Promise<ReadGrid[]> {
  const { items, repaired } = await runInSlices(repairRings(grids), signal);
  const result = [...items];
  for (const { index, fault, original } of repaired) {
    const grid = result[index]!;
    repairs.push({ ...subject(grid), kind: fault, count: 1 });
    result[index] = { ...grid, original: toGeoJson(original) };
  }
  return result;
}

function countLevels(grids: readonly ReadGrid[]): Partial<Record<Level, number>> {
  const counts: Partial<Record<Level, number>> = {};
  for (const { level } of grids) counts[level] = (counts[level] ?? 0) + 1;
  return counts;
}

function countCategories(
  features: readonly UnderstoodFeature[],
): Pick<ReadReport, 'unknownCategories' | 'missingCategories'> {
  const unknown = new Map<string, number>();
  let missingCategories = 0;
  for (const { facts, unknownCategory } of features) {
    if (unknownCategory !== undefined) unknown.set(unknownCategory, (unknown.get(unknownCategory) ?? 0) + 1);
    else if (facts.level === 'element' && facts.category === null) missingCategories += 1;
  }
  return { unknownCategories: [...unknown].map(([value, count]) => ({ value, count })), missingCategories };
}
