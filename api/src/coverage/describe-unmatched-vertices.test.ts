import { describe, expect, it } from 'vitest';
import { describeUnmatchedVertices, type UnmatchedVertexReport } from './describe-unmatched-vertices.js';

const report: UnmatchedVertexReport = {
  level: 'element',
  code: 'A',
  name: 'a',
  point: [110.1234567, 32.7654321],
  distanceMetres: 0.0004,
  isMatched: true,
};

describe('describeUnmatchedVertices', () => {
  it('says which vertex the grid lacks, and that reading has added it', () => {
    const [finding] = describeUnmatchedVertices([report]);
    expect(finding).toMatchObject({
      kind: 'unmatched-vertex',
      cause: 'matched',
      severity: 'warning',
      level: 'element',
      identity: 'unmatched-vertex/element/-/A/1',
      geometry: { type: 'Point', coordinates: [110.1234567, 32.7654321] },
    });
    expect(finding!.message).toContain('lacks the vertex 110.1234567, 32.7654321');
    expect(finding!.message).toContain('0.0004 m from its edge; it was added while reading');
  });

  it('tells one place of one grid once, and numbers several places from west to east in any order of input', () => {
    const east = { ...report, point: [110.2, 32.7] as const };
    const other = { ...report, code: 'B', point: [110.15, 32.7] as const };
    const findings = describeUnmatchedVertices([east, other, report, { ...report, distanceMetres: 0 }]);
    expect(findings.map((finding) => finding.identity)).toEqual([
      'unmatched-vertex/element/-/A/1',
      'unmatched-vertex/element/-/A/2',
      'unmatched-vertex/element/-/B/1',
    ]);
    expect(describeUnmatchedVertices([report, east, other])).toEqual(findings);
    expect(describeUnmatchedVertices([])).toEqual([]);
  });

  it('tells a vertex once when the borders of several levels lacked it, filed on the lowest of them', () => {
    const levels = ['branch', 'element', 'outlet-area', 'county'] as const;
    const reports = levels.map((level) => ({ ...report, level, code: `${level}-1` }));
    // Both sides of the border: the neighbour's county lacks it too, and further along it.
    const findings = describeUnmatchedVertices([
      ...reports,
      { ...report, level: 'county', code: 'county-2', distanceMetres: 0.0017 },
      { ...report, level: 'element', code: 'element-1' },
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ level: 'element', cause: 'matched', parent: null });
    expect(findings[0]!.grids.map(({ level, code }) => `${level} ${code}`)).toEqual([
      'element element-1',
      'outlet-area outlet-area-1',
      'branch branch-1',
      'county county-1',
      'county county-2',
    ]);
    expect(findings[0]!.message).toBe(
      'element element-1 lacks the vertex 110.1234567, 32.7654321 that a neighbour has 0.0017 m from its edge; ' +
        'it was added while reading, as to outlet-area outlet-area-1, branch branch-1, county county-1, 1 more.',
    );
  });

  it('names who has the vertex in the family of the finding, with their codes, and no grid twice', () => {
    const grid = (level: 'element' | 'outlet-area', code: string) => ({
      ...{ level, code, name: code, areaSquareMetres: null },
    });
    const [finding] = describeUnmatchedVertices([
      { ...report, parent: 'O', having: [grid('element', 'B'), grid('element', 'B')] },
      { ...report, parent: 'O', having: [grid('element', 'C'), grid('element', 'A')] },
      { ...report, level: 'outlet-area', code: 'O', parent: 'X', having: [grid('outlet-area', 'P')] },
    ]);
    expect(finding).toMatchObject({ level: 'element', parent: 'O' });
    expect(finding!.grids.map(({ code }) => code)).toEqual(['A', 'O', 'B', 'C']);
    expect(finding!.message).toContain(' that B, C has 0.0004 m from its edge');
  });

  it('keeps what the proof found apart by grid: each is a vertex to add', () => {
    const found = { ...report, isMatched: false, having: [] };
    expect(describeUnmatchedVertices([found, { ...found, code: 'B' }])).toHaveLength(2);
  });
});
