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
    const other = { ...report, code: 'B' };
    const findings = describeUnmatchedVertices([east, other, report, { ...report, distanceMetres: 0 }]);
    expect(findings.map((finding) => finding.identity)).toEqual([
      'unmatched-vertex/element/-/A/1',
      'unmatched-vertex/element/-/A/2',
      'unmatched-vertex/element/-/B/1',
    ]);
    expect(describeUnmatchedVertices([report, east, other])).toEqual(findings);
    expect(describeUnmatchedVertices([])).toEqual([]);
  });
});
