import { auditCoverage } from '../src/coverage/audit-coverage.js';
import { groupByParent } from '../src/coverage/group-by-parent.js';
import type { AuditResult, Grid } from '../src/coverage/types.js';
import { countEdges } from '../src/geometry/signed-edges.js';
import { loadPeer } from './proof-peer.js';

export interface ProofComparison {
  readonly elements: number;
  readonly elementVertices: number;
  readonly grids: number;
  readonly parents: number;
  readonly parentsProven: number;
  readonly isClean: boolean;
  readonly peerVersion: string;
  readonly peerValid: number;
  /** Medians over the runs. */
  readonly oursMs: number;
  readonly peerMs: number;
}

/**
 * Times our whole audit of a map (validity of every grid, proof of every parent on every level, hierarchy)
 * against `GEOSCoverageIsValid` per parent on the same geometry in the same run. The peer does less: it looks neither at
 * the parent nor for gaps. Runs alternate; the first of each is not counted.
 *
 * @param grids any map: the generated one, the sample city, a file
 */
export async function compareProof(grids: readonly Grid[], runs: number): Promise<ProofComparison> {
  const { families } = groupByParent(grids);
  const peer = await loadPeer(families.map((family) => family.children.map((child) => child.geometry)));
  const oursMs: number[] = [];
  const peerMs: number[] = [];
  let result: AuditResult | undefined;
  let peerValid = 0;
  for (let run = 0; run <= runs; run += 1) {
    const start = performance.now();
    result = auditAll(grids);
    const between = performance.now();
    peerValid = peer.countValid();
    const end = performance.now();
    if (run === 0) continue;
    oursMs.push(between - start);
    peerMs.push(end - between);
  }
  const levels = result?.levels ?? [];
  const elements = grids.filter((grid) => grid.level === 'element');
  return {
    elements: elements.length,
    elementVertices: elements.reduce((sum, grid) => sum + countEdges(grid.geometry), 0),
    grids: grids.length,
    parents: levels.reduce((sum, level) => sum + level.parents, 0),
    parentsProven: levels.reduce((sum, level) => sum + level.parentsProven, 0),
    isClean: result?.clean ?? false,
    peerVersion: peer.version,
    peerValid,
    oursMs: median(oursMs),
    peerMs: median(peerMs),
  };
}

function auditAll(grids: readonly Grid[]): AuditResult {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
