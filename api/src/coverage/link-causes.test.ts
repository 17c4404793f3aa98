import { describe, expect, it } from 'vitest';
import { auditCoverage } from './audit-coverage.js';
import { linkCauses } from './link-causes.js';
import type { AuditResult, Finding, Grid } from './types.js';

function grid(level: 'outlet-area' | 'element', code: string, path: readonly number[]): Grid {
  return {
    level,
    code,
    name: code,
    parentCode: level === 'element' ? 'P' : null,
    category: level === 'element' ? 'other' : null,
    geometry: [[Int32Array.from(path)]],
    implied: false,
  };
}

function audit(grids: readonly Grid[]): AuditResult {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/**
 * P is 2000 × 1000 steps. The border of A and B runs up at x = 1000; B has the vertex M one step west of it, and
 * further up N two steps east, which A's edge lacks: noise, an overlap and a gap.
 */
const p = grid('outlet-area', 'P', [0, 0, 1000, 0, 2000, 0, 2000, 1000, 1000, 1000, 0, 1000, 0, 0]);
const a = grid('element', 'A', [0, 0, 1000, 0, 1000, 1000, 0, 1000, 0, 0]);
const b = grid('element', 'B', [1000, 0, 2000, 0, 2000, 1000, 1000, 1000, 1002, 700, 999, 300, 1000, 0]);

describe('linkCauses', () => {
  it('names the unmatched vertices that opened each cell of noise, M and N apart', () => {
    const { findings, clean } = audit([p, a, b]);
    const vertices = findings.filter((finding) => finding.kind === 'unmatched-vertex');
    const areas = findings.filter((finding) => finding.areaSquareMetres !== null);
    expect(vertices).toHaveLength(2);
    expect(areas.map(({ kind, sizeClass, severity }) => `${kind} ${sizeClass} ${severity}`).sort()).toEqual([
      'gap noise warning',
      'overlap noise warning',
    ]);
    const northern = vertices.find((finding) => JSON.stringify(finding.geometry).includes('0.00007'))!;
    const southern = vertices.find((finding) => finding !== northern)!;
    expect(areas.find((finding) => finding.kind === 'gap')!.causedBy).toEqual([northern.identity]);
    expect(areas.find((finding) => finding.kind === 'overlap')!.causedBy).toEqual([southern.identity]);
    // Noise is no error, and yet the parent is not proven.
    expect(clean).toBe(true);
  });

  it('leaves what no vertex has opened as it is, and everything that is not noise', () => {
    const moved = grid(
      'element',
      'B',
      [1000, 0, 2000, 0, 2000, 1000, 1000, 1000, 1100, 700, 999, 300, 1000, 0],
    );
    const { findings } = audit([p, a, moved]);
    const gap = findings.find((finding) => finding.kind === 'gap')!;
    expect(gap.sizeClass).not.toBe('noise');
    expect(gap.causedBy).toEqual([]);
    const areas: Finding[] = findings.filter((finding) => finding.areaSquareMetres !== null);
    expect(linkCauses(areas)).toEqual(areas);
  });
});
