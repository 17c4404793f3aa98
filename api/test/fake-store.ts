import { levelsAtZoom } from '../src/coverage/generalise/level-zooms.js';
import { boundingBox } from '../src/geometry/bounding-box.js';
import { fromLattice } from '../src/geometry/lattice.js';
import { toGeoJson } from '../src/geometry/to-geojson.js';
import { categories } from '../src/hierarchy/categories.js';
import { findingKinds } from '../src/hierarchy/finding-kinds.js';
import { levelNumber, levels } from '../src/hierarchy/levels.js';
import { defaultLevelLabels } from '../src/hierarchy/level-labels.js';
import { drawPlainly } from './draw-plainly.js';
import type { FindingFilter, FindingQuery, FindingRow } from '../src/store/finding-types.js';
import type {
  AuditRun,
  GridRow,
  RevisionRow,
  Store,
  StoredGrid,
  StoredReference,
  Territory,
  TileGrid,
} from '../src/store/types.js';

/** What the fake knows; one published revision with everything in it. */
export interface FakeData {
  readonly territories: readonly Territory[];
  readonly revisions: readonly RevisionRow[];
  /** Of every published revision. */
  readonly grids: readonly StoredGrid[];
  readonly audits: readonly AuditRun[];
  readonly findings: readonly FindingRow[];
  /** Of the run before, and not there any more. */
  readonly gone?: readonly FindingRow[];
  readonly reference: readonly StoredReference[];
  /** What `checkReady` says. */
  readonly fault?: string;
}

export interface FakeStore {
  readonly store: Store;
  /** Names of the methods that were called, in order. */
  readonly calls: string[];
}

export function fakeTerritory(change: Partial<Territory> = {}): Territory {
  return {
    territoryId: 'tiny',
    name: { zh: '小城', en: 'Tiny' },
    codeScheme: 'own',
    codePatterns: {},
    upperLevels: 'drawn',
    levelLabels: defaultLevelLabels,
    displayDatum: 'wgs84',
    currentRevision: 3,
    bbox: [0, 0, 0.8, 0.4],
    ...change,
  };
}

export function fakeRevision(revision: number, change: Partial<RevisionRow> = {}): RevisionRow {
  return {
    revision,
    status: 'published',
    author: 'local',
    baseRevision: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    effectiveFrom: '2026-01-02T03:04:05.000Z',
    note: null,
    isDrawn: true,
    drawnAt: change.isDrawn === false ? null : '2026-01-02T03:04:05.000Z',
    ...change,
  };
}

export function fakeAudit(change: Partial<AuditRun> = {}): AuditRun {
  return {
    auditId: 7,
    territoryId: 'tiny',
    revision: 3,
    status: 'done',
    principal: 'local',
    startedAt: '2026-01-02T03:05:00.000Z',
    finishedAt: '2026-01-02T03:05:01.000Z',
    progress: { done: 15, total: 15 },
    clean: false,
    levels: [
      {
        level: 'element',
        grids: 32,
        parents: 8,
        parentsProven: 7,
        edgesCancelled: 120,
        findings: { gap: { count: 1, areaSquareMetres: 12.5 } },
      },
    ],
    error: null,
    comparedWith: null,
    certificate: null,
    secondOpinion: null,
    ...change,
  };
}

export function fakeFinding(findingId: number, change: Partial<FindingRow> = {}): FindingRow {
  return {
    findingId,
    auditId: 7,
    kind: 'gap',
    cause: null,
    sizeClass: 'real',
    severity: 'error',
    level: 'element',
    parent: 'A11',
    areaSquareMetres: 1000 - findingId,
    widthMetres: 3.5,
    depth: null,
    grids: [{ code: 'A111', name: '网格A111', level: 'element', areaSquareMetres: null }],
    identity: `gap/element/A11/${findingId}`,
    geometryHash: '00',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0.01, 0.01],
          [0.02, 0.01],
          [0.02, 0.02],
          [0.01, 0.02],
          [0.01, 0.01],
        ],
      ],
    },
    message: 'Gap of 12.5 m² in A11.',
    causedBy: [],
    change: null,
    caseId: findingId,
    point: [0.015, 0.015],
    state: 'open',
    assignee: null,
    dueDate: null,
    notes: [],
    waiver: null,
    status: 'open',
    ...change,
  };
}

/** A store in memory, written by hand, that notes every call. Writes the API never makes are refused. */
export function createFakeStore(data: FakeData): FakeStore {
  const calls: string[] = [];
  const hasRevision = (territoryId: string, revision: number): boolean =>
    data.territories.some((each) => each.territoryId === territoryId) &&
    data.revisions.some((each) => each.revision === revision && each.status === 'published');
  const gridsOf = (territoryId: string, revision: number): readonly StoredGrid[] =>
    hasRevision(territoryId, revision) ? data.grids : [];
  const ofRun = (auditId: number): readonly FindingRow[] =>
    data.findings.filter((each) => each.auditId === auditId);

  const methods: Partial<Store> = {
    listTerritories: async () => [...data.territories],
    getTerritory: async (territoryId) => data.territories.find((each) => each.territoryId === territoryId),
    listCategories: async () => categories.map((category, index) => ({ ordinal: index + 1, ...category })),
    listFindingKinds: async () => findingKinds.map((kind) => ({ ...kind })),
    listRevisions: async () => [...data.revisions],
    getRevision: async (_territoryId, revision) => data.revisions.find((each) => each.revision === revision),
    revisionAsOf: async (_territoryId, at) =>
      data.revisions
        .filter((each) => each.effectiveFrom !== null && new Date(each.effectiveFrom) <= at)
        .map((each) => each.revision)
        .at(-1),
    listGrids: async (query) => listGrids(gridsOf(query.territoryId, query.revision), query),
    getGridsByCode: async (territoryId, revision, code) =>
      gridsOf(territoryId, revision)
        .filter((grid) => grid.code === code)
        .map((grid) => toRow(grid, true)),
    getGridById: async (territoryId, revision, gridId) =>
      gridsOf(territoryId, revision)
        .filter((grid) => grid.gridId === gridId)
        .map((grid) => toRow(grid, true))[0],
    listAncestors: async (territoryId, revision, gridId) => {
      const grids = gridsOf(territoryId, revision);
      const chain: GridRow[] = [];
      let present = grids.find((grid) => grid.gridId === gridId);
      while (present !== undefined) {
        const parentId: number | null = present.parentId;
        present = grids.find((grid) => grid.gridId === parentId);
        if (present !== undefined) chain.push(toRow(present, false));
      }
      return chain;
    },
    countGrids: async (territoryId, revision) =>
      levels.flatMap((level) => {
        const grids = gridsOf(territoryId, revision).filter((grid) => grid.level === level);
        return [...new Set(grids.map((grid) => grid.category))].map((category) => ({
          level,
          category,
          count: grids.filter((grid) => grid.category === category).length,
        }));
      }),
    readGrids: async (territoryId, revision) => [...gridsOf(territoryId, revision)],
    readTileDrawings: async (territoryId, revision, zoom, [west, north, east, south]) =>
      inTileOrder(gridsOf(territoryId, revision))
        .filter((grid) => levelsAtZoom(zoom).includes(grid.level))
        .map((grid) => ({ ...toTileGrid(grid), geometry: drawPlainly(grid.geometry, zoom) }))
        .filter(({ geometry }) => {
          const [left, top, right, bottom] = boundingBox(geometry)!;
          return left <= east && right >= west && top <= south && bottom >= north;
        }),
    readTileLabels: async (territoryId, revision, wanted, [west, south, east, north]) =>
      inTileOrder(gridsOf(territoryId, revision))
        .filter(({ level, labelPoint: [x, y] }) => {
          const [lng, lat] = [fromLattice(x), fromLattice(y)];
          return wanted.includes(level) && lng >= west && lng <= east && lat >= south && lat <= north;
        })
        .map((grid) => ({ ...toTileGrid(grid), labelPoint: grid.labelPoint })),
    readReference: async () => [...data.reference],
    readReferenceLoads: async () => `water ${data.reference.length}`,
    listAudits: async (territoryId, limit) =>
      data.audits.filter((each) => each.territoryId === territoryId).slice(0, limit),
    getAudit: async (territoryId, auditId) =>
      data.audits.find((each) => each.territoryId === territoryId && each.auditId === auditId),
    latestAudit: async (territoryId, revision) =>
      data.audits.find(
        (each) => each.territoryId === territoryId && each.revision === revision && each.status === 'done',
      ),
    listFindings: async (query) => pageOf(filterRows(ofRun(query.auditId), query), query),
    listGone: async (query) => pageOf(filterRows(data.gone ?? [], query), query),
    countFindings: async (_territoryId, auditId) => {
      const rows = ofRun(auditId);
      if (rows.length === 0) return [];
      const open = rows.filter((each) => each.status === 'open');
      return [
        {
          ...{ kind: 'gap', level: 'element', severity: 'error', sizeClass: 'real' },
          count: rows.length,
          areaSquareMetres: sumOf(rows),
          openCount: open.length,
          openAreaSquareMetres: sumOf(open),
        },
      ];
    },
    sumFindings: async (_territoryId, auditId, status) =>
      filterRows(ofRun(auditId), status === undefined ? {} : { status }).map((each) => ({
        kind: each.kind,
        level: each.level,
        parent: each.parent,
        grids: each.grids,
        count: 1,
        noiseCount: each.sizeClass === 'noise' ? 1 : 0,
        areaSquareMetres: each.areaSquareMetres ?? 0,
      })),
    tallyFindings: async (_territoryId, auditId) =>
      ofRun(auditId).map(({ kind, sizeClass, change, status, state, assignee }) => ({
        ...{ kind, sizeClass, change, status, state, assignee },
        count: 1,
      })),
    groupNoise: async (_territoryId, auditId) => {
      const noise = filterRows(ofRun(auditId), { sizeClass: 'noise' });
      const parents = [...new Set(noise.map((each) => each.parent))];
      return parents.map((parent) => {
        const rows = noise.filter((each) => each.parent === parent);
        const openCount = filterRows(rows, { status: 'open' }).length;
        return {
          level: 'element',
          parent,
          count: rows.length,
          openCount,
          areaSquareMetres: sumOf(rows),
          kinds: { gap: rows.length },
        };
      });
    },
    countChanges: async (_territoryId, auditId) => {
      const count = (change: FindingRow['change']): number =>
        ofRun(auditId).filter((each) => each.change === change).length;
      return {
        new: count('new'),
        same: count('same'),
        changed: count('changed'),
        gone: (data.gone ?? []).length,
      };
    },
    getFinding: async (_territoryId, findingId) => data.findings.find((each) => each.findingId === findingId),
    updateFinding: async (_territoryId, findingId, change, principal) => ({
      ...fakeFinding(findingId),
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.assignee === undefined ? {} : { assignee: change.assignee }),
      ...(change.note === undefined
        ? {}
        : { notes: [{ at: '2026-01-03T00:00:00.000Z', by: principal.id, text: change.note }] }),
    }),
    updateFindings: async (_territoryId, auditId, filter) => ({
      updated: filterRows(ofRun(auditId), filter).length,
    }),
    findRunningAudit: async () => undefined,
    locateFindings: async (_territoryId, ids) =>
      data.findings
        .filter((each) => ids.includes(each.findingId))
        .map(({ findingId, auditId }) => ({ findingId, auditId })),
    checkReady: async () => data.fault,
  };
  const store = new Proxy(methods, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      return (...values: unknown[]) => {
        calls.push(String(name));
        if (typeof method !== 'function') throw new Error(`the fake store has no ${String(name)}`);
        return Reflect.apply(method, target, values);
      };
    },
  }) as Store;
  return { store, calls };
}

function listGrids(grids: readonly StoredGrid[], query: Parameters<Store['listGrids']>[0]): GridRow[] {
  const { level, parentId, category, bbox, text, after, limit, withGeometry } = query;
  const key = (each: { level: GridRow['level']; code: string }): string =>
    `${levelNumber(each.level)} ${each.code}`;
  return grids
    .map((grid) => toRow(grid, withGeometry))
    .filter(
      (row) =>
        (level === undefined || row.level === level) &&
        (parentId === undefined || row.parentId === parentId) &&
        (category === undefined || row.category === category) &&
        (text === undefined || row.code.startsWith(text) || row.name.includes(text)) &&
        (bbox === undefined ||
          (row.labelPoint[0] >= bbox[0] &&
            row.labelPoint[0] <= bbox[2] &&
            row.labelPoint[1] >= bbox[1] &&
            row.labelPoint[1] <= bbox[3])),
    )
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .filter((row) => after === undefined || key(row) > key(after))
    .slice(0, limit);
}

function filterRows(rows: readonly FindingRow[], filter: FindingFilter): FindingRow[] {
  const { ids, exceptSizeClass, ...fields } = filter;
  const names = [
    'kind',
    'level',
    'severity',
    'sizeClass',
    'parent',
    'change',
    'status',
    'state',
    'assignee',
  ] as const;
  return rows.filter(
    (row) =>
      (ids === undefined || ids.includes(row.findingId)) &&
      (exceptSizeClass === undefined || row.sizeClass !== exceptSizeClass) &&
      names.every((name) => fields[name] === undefined || fields[name] === row[name]),
  );
}

function inTileOrder(grids: readonly StoredGrid[]): StoredGrid[] {
  return [...grids].sort((a, b) => levelNumber(a.level) - levelNumber(b.level) || a.gridId - b.gridId);
}

function toTileGrid({ gridId, level, code, name, category, class: itsClass }: StoredGrid): TileGrid {
  return { gridId, level, code, name, category, class: itsClass };
}

function pageOf(rows: readonly FindingRow[], query: Pick<FindingQuery, 'afterId' | 'limit'>): FindingRow[] {
  const from =
    query.afterId === undefined ? 0 : rows.findIndex((each) => each.findingId === query.afterId) + 1;
  return rows.slice(from, from + query.limit);
}

function sumOf(rows: readonly FindingRow[]): number {
  return rows.reduce((sum, row) => sum + (row.areaSquareMetres ?? 0), 0);
}

function toRow(grid: StoredGrid, withGeometry: boolean): GridRow {
  const { gridId, level, code, name, parentId, parentCode, category, implied, attributes, areaSquareMetres } =
    grid;
  return {
    ...{ gridId, level, code, name, parentId, parentCode, category, implied, attributes, areaSquareMetres },
    class: grid.class,
    labelPoint: [grid.labelPoint[0] / 1e7, grid.labelPoint[1] / 1e7],
    revisionFrom: 1,
    ...(withGeometry ? { geometry: toGeoJson(grid.geometry) } : {}),
  };
}
