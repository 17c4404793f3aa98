import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '../coverage/audit-coverage.js';
import type { Grid } from '../coverage/types.js';
import type { Level } from '../hierarchy/levels.js';
import type { AuditReport, ReportedFinding } from './audit-report.js';
import { auditSchema, writeAuditSchema } from './audit-schema.js';
import { tabulateParents } from './tabulate-parents.js';
import { writeAuditHtml } from './write-audit-html.js';
import { writeFindingsCsv } from './write-findings-csv.js';
import { writeFindingsGeojson } from './write-findings-geojson.js';
import { writeJunit } from './write-junit.js';
import { writeSarif } from './write-sarif.js';

const evil = `<script>alert("1")</script>&'\u0007`;

/** A rectangle `[x, y, width, height]` in thousands of lattice steps, with a vertex at every thousand. */
function grid(
  level: Level,
  code: string,
  parentCode: string | null,
  [x, y, w, h]: readonly [number, number, number, number],
  name = '',
): Grid {
  const ring: number[] = [];
  for (let i = 0; i < w; i += 1) ring.push(x + i, y);
  for (let i = 0; i < h; i += 1) ring.push(x + w, y + i);
  for (let i = w; i > 0; i -= 1) ring.push(x + i, y + h);
  for (let i = h; i >= 0; i -= 1) ring.push(x, y + i);
  return {
    level,
    code,
    name,
    parentCode,
    category: level === 'element' ? 'village' : null,
    geometry: [[Int32Array.from(ring, (value) => value * 1000)]],
    implied: false,
  };
}

/**
 * Areas A and B side by side, two elements each:
 *
 *     A: a1 a2, a2 too short: a gap of 1 × 4     B: b1 b2, b2 over b1 by 1 × 4
 */
const grids = [
  grid('outlet-area', 'A', null, [0, 0, 4, 4], evil),
  grid('outlet-area', 'B', null, [4, 0, 4, 4]),
  grid('element', 'a1', 'A', [0, 0, 2, 4]),
  grid('element', 'a2', 'A', [2, 0, 1, 4]),
  grid('element', 'b1', 'B', [4, 0, 2, 4], evil),
  grid('element', 'b2', 'B', [5, 0, 3, 4]),
];

function makeReport(
  map: readonly Grid[],
  change?: (finding: ReportedFinding) => ReportedFinding,
): AuditReport {
  const steps = auditCoverage(map);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const { findings, levels } = step.value;
  const reported = findings.map((finding) => ({ ...finding, status: 'open' as const, change: null }));
  const shown = change === undefined ? reported : reported.map(change);
  return {
    subject: evil,
    clean: shown.every((finding) => finding.severity !== 'error' || finding.status !== 'open'),
    revision: null,
    levels,
    findings: shown,
    certificate: null,
    secondOpinion: null,
  };
}

const report = makeReport(grids);
const rows = tabulateParents(grids, report.findings);
const text = (parts: Iterable<string>): string => [...parts].join('');

describe('tabulateParents', () => {
  it('has a row per parent and level, worst first', () => {
    expect(rows.map((row) => [row.level, row.parent, row.grids, row.errors])).toEqual([
      ['element', 'A', 2, 1],
      ['element', 'B', 2, 1],
      ['outlet-area', null, 2, 0],
    ]);
    expect(rows[0]).toMatchObject({ gap: { count: 1 }, overlap: { count: 0 }, noise: 0 });
    expect(rows[1]).toMatchObject({ overlap: { count: 1 } });
  });

  it('counts what is waived apart, and noise in no other column', () => {
    const waived = makeReport(grids, (finding) =>
      finding.kind === 'gap' ? { ...finding, status: 'waived' } : { ...finding, sizeClass: 'noise' },
    );
    const counted = tabulateParents(grids, waived.findings);
    expect(counted.find((row) => row.parent === 'A')).toMatchObject({
      gap: { count: 0 },
      waived: 1,
      errors: 0,
    });
    expect(counted.find((row) => row.parent === 'B')).toMatchObject({ overlap: { count: 0 }, noise: 1 });
  });
});

describe('the reports of one audit', () => {
  it('has both defects', () => {
    expect(report.findings.map((finding) => finding.kind).sort()).toEqual(['gap', 'overlap']);
  });

  it('writes GeoJSON features with flat properties', () => {
    const { features } = JSON.parse(text(writeFindingsGeojson(report.findings))) as {
      features: { properties: Record<string, unknown>; geometry: unknown }[];
    };
    const overlap = features.find((feature) => feature.properties['kind'] === 'overlap')!;
    expect(overlap.properties).toMatchObject({ parent: 'B', gridCodes: 'b1 b2', status: 'open' });
    expect(overlap.geometry).toEqual(report.findings.find((finding) => finding.kind === 'overlap')!.geometry);
  });

  it('writes a CSV with a line per finding and a point inside its box', () => {
    const lines = text(writeFindingsCsv(report.findings)).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines.find((line) => line.startsWith('gap'))).toContain(',0.00035,0.0002,');
  });

  it('writes JUnit with a case per parent that fails where an error is open', () => {
    const xml = text(writeJunit(report, rows));
    expect(xml).toContain('tests="3" failures="2"');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
    expect(xml.match(/<failure type="(gap|overlap)" message="[^"<]+">/g)).toHaveLength(2);
    expect(xml).not.toContain('<script');
    expect(xml).not.toContain('\u0007');
  });

  it('fails no JUnit case for what is waived', () => {
    const waived = makeReport(grids, (finding) => ({ ...finding, status: 'waived' }));
    const xml = text(writeJunit(waived, tabulateParents(grids, waived.findings)));
    expect(xml).toContain('failures="0"');
    expect(xml).toContain('(waived)');
    expect(xml).not.toContain('<failure');
  });

  it('writes SARIF whose results are suppressed when waived', () => {
    const half = makeReport(grids, (finding) =>
      finding.kind === 'gap' ? { ...finding, status: 'waived', change: 'changed' } : finding,
    );
    const sarif = JSON.parse(text(writeSarif(half, '网格 1.geojson'))) as {
      version: string;
      runs: { results: { ruleId: string; level: string; suppressions?: unknown[] }[] }[];
    };
    expect(sarif.version).toBe('2.1.0');
    const { results } = sarif.runs[0]!;
    expect(results.find((result) => result.ruleId === 'gap')).toMatchObject({
      level: 'error',
      baselineState: 'updated',
      suppressions: [{ kind: 'external' }],
    });
    expect(results.find((result) => result.ruleId === 'overlap')).not.toHaveProperty('suppressions');
  });

  it('writes a page without script, without anything from outside, with every name escaped', () => {
    const html = text(writeAuditHtml(report, rows, grids));
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
    expect(html).not.toContain('\u0007');
    expect(html.match(/https?:/g)).toBeNull();
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
    expect(html).toContain('Not seamless');
    // The map and two insets, each with the path of the finding's colour.
    expect(html.match(/<figure>/g)).toHaveLength(2);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says seamless of a map without an open error', () => {
    const clean = makeReport(grids, (finding) => ({ ...finding, status: 'waived' }));
    const html = text(writeAuditHtml(clean, tabulateParents(grids, clean.findings), grids));
    expect(html).toContain('无缝 Seamless');
    expect(html).not.toContain('Not seamless');
  });
});

describe('the schema of the document', () => {
  const published = new URL('../../../docs/audit.schema.json', import.meta.url);

  it('is the one that is published', () => {
    expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(writeAuditSchema()));
  });

  it('takes the document of an audit, and none with a field too much', () => {
    const { clean, revision, levels, findings, certificate, secondOpinion } = report;
    const document = {
      format: 'wangge-audit/1',
      clean,
      revision,
      levels,
      findings,
      certificate,
      secondOpinion,
    };
    expect(auditSchema.safeParse(document).error).toBeUndefined();
    expect(auditSchema.safeParse({ ...document, more: 1 }).success).toBe(false);
  });
});
