import { describe, expect, it } from 'vitest';
import {
  describeUnmatchedVertices,
  type UnmatchedVertexReport,
} from '../coverage/describe-unmatched-vertices.js';
import type { AuditResult } from '../coverage/types.js';
import { mergeFindings } from './merge-findings.js';

const report: UnmatchedVertexReport = {
  level: 'element',
  code: 'A',
  name: 'a',
  point: [110.1, 32.7],
  distanceMetres: 0,
};

const audited: AuditResult = {
  clean: true,
  levels: [
    {
      level: 'element',
      grids: 2,
      parents: 1,
      parentsProven: 1,
      edgesCancelled: 7,
      findings: { 'unmatched-vertex': { count: 1, areaSquareMetres: 0 } },
    },
  ],
  findings: describeUnmatchedVertices([report]),
};

describe('mergeFindings', () => {
  it('counts what is added and gives no identity twice', () => {
    const added = describeUnmatchedVertices([
      { ...report, point: [110.2, 32.7], isMatched: true },
      { ...report, point: [110.3, 32.7], isMatched: true },
    ]);
    expect(added[0]!.identity).toBe(audited.findings[0]!.identity);
    const { findings, levels, clean } = mergeFindings(audited, added);
    expect(findings.map((finding) => finding.identity)).toEqual([
      'unmatched-vertex/element/-/A/1',
      'unmatched-vertex/element/-/A/2',
      'unmatched-vertex/element/-/A/3',
    ]);
    expect(levels[0]!.findings['unmatched-vertex']!.count).toBe(3);
    expect(clean).toBe(true);
  });

  it('is the same result when nothing is added', () => {
    expect(mergeFindings(audited, [])).toBe(audited);
  });
});
