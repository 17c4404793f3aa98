import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/coverage/types.js';
import { auditFiles, type FileAudit } from '../../src/jobs/audit-files.js';
import type { FileSpec } from '../../src/jobs/reading/types.js';
import { swissFile } from '../swiss-overlay.js';
import { GeosPlane, type Geos } from './geos-plane.js';
import { conditionsOf, differences, overlayAudit } from './overlay-audit.js';
import { swissYears, usAtlas, type PinnedLevels } from './real-data-pins.js';

const defaultMatchMetres = 0.002;
/** Falls Church: the atlas was simplified until nothing was left of it but a line, which reading refuses. */
const collapsedCounty = '51610';
const areaKinds = ['gap', 'overlap', 'outside-parent'] as const;

function swissSpecs(year: string): FileSpec[] {
  return [
    { path: swissFile(year, 'country'), level: 'county', fields: { code: 'id' } },
    { path: swissFile(year, 'cantons'), level: 'branch', fields: { code: 'id' } },
    { path: swissFile(year, 'districts'), level: 'outlet-area', fields: { parent: 'KTNR' } },
    { path: swissFile(year, 'municipalities'), level: 'element', fields: { code: 'id' } },
  ];
}

/** What is pinned of an audit, level by level: counts, and hectares of areas. */
function pinsOf({ levels, findings }: AuditResult): PinnedLevels {
  return levels.map(({ level, grids, parentsProven }) => {
    const own = findings.filter((finding) => finding.level === level);
    const areas = areaKinds.map((kind) => {
      const found = own.filter((finding) => finding.kind === kind);
      const squareMetres = found.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0);
      return [found.length, Math.round(squareMetres / 1e4)] as const;
    });
    const count = (kind: string): number => own.filter((finding) => finding.kind === kind).length;
    return {
      grids,
      proven: parentsProven,
      gap: areas[0]!,
      overlap: areas[1]!,
      outside: areas[2]!,
      rings: count('invalid-ring'),
      wrongParent: count('wrong-parent'),
    };
  });
}

let geos: Geos;
beforeAll(async () => {
  geos = await GeosPlane.load();
});

/** Same kinds, owners and number of places, and m² to 0.1 %. */
function expectSameAsOverlay({ result, grids }: FileAudit): void {
  expect(differences(conditionsOf(result.findings), overlayAudit(geos, grids))).toEqual([]);
}

describe('the Swiss maps of every year', () => {
  it.each(swissYears.map(({ year, levels }) => [year, levels] as const))(
    '%s is read whole and has the pinned findings, which are those of an overlay by GEOS',
    async (year, levels) => {
      const audit = await auditFiles({
        files: swissSpecs(year),
        matchMetres: defaultMatchMetres,
        mergeSameCode: true,
      });
      expect(pinsOf(audit.result)).toEqual(levels);
      expectSameAsOverlay(audit);
    },
  );
});

describe('the counties of the United States in their states', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-atlas-'));
  let audit: FileAudit;

  beforeAll(async () => {
    const atlas = createRequire(import.meta.url).resolve('us-atlas/counties-10m.json');
    const topology = JSON.parse(readFileSync(atlas, 'utf8')) as Topology;
    const write = (name: string, withParent: boolean): string => {
      const path = join(folder, `${name}.geojson`);
      const collection = feature(topology, topology.objects[name] as GeometryCollection<{ name: string }>);
      collection.features = collection.features.filter(({ id }) => id !== collapsedCounty);
      for (const one of collection.features) {
        const code = String(one.id);
        const properties = { code, parent: withParent ? code.slice(0, 2) : null, name: one.properties.name };
        one.properties = properties;
      }
      writeFileSync(path, JSON.stringify(collection));
      return path;
    };
    audit = await auditFiles({
      files: [
        { path: write('nation', false), level: 'territory', fields: {} },
        { path: write('states', false), level: 'county', fields: {} },
        { path: write('counties', true), level: 'branch', fields: {} },
      ],
      matchMetres: defaultMatchMetres,
      mergeSameCode: false,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('tile their states, and the states the nation, but for the pinned findings', () => {
    expect(pinsOf(audit.result)).toEqual(usAtlas.levels);
  });

  it('have the areas that an overlay by GEOS finds, and no other', () => {
    expectSameAsOverlay(audit);
  });

  it('overlap where a county that crosses itself reaches into two others', () => {
    const overlaps = audit.result.findings.filter(({ kind }) => kind === 'overlap');
    expect(
      overlaps
        .map(({ grids }) =>
          grids
            .map(({ name }) => name)
            .sort()
            .join(' '),
        )
        .sort(),
    ).toEqual(['Alameda San Joaquin Santa Clara', 'Morehouse Ouachita Richland']);
  });
});
