import { groupByParent } from '../src/coverage/group-by-parent.js';
import type { AuditResult, Grid } from '../src/coverage/types.js';
import { countEdges } from '../src/geometry/signed-edges.js';
import { median } from './bench-report.js';
import type { Peer, Siblings } from './peer.js';
import { runAudit } from './run-audit.js';

/** A peer of one row: how to load it and how often to run it, or why it is left out. */
export type PeerEntry =
  | { readonly load: (families: readonly Siblings[]) => Promise<Peer> | Peer; readonly runs: number }
  | { readonly reason: string };

export interface PeerTime {
  readonly name: string;
  /** Median over its runs. */
  readonly ms: number;
  readonly says: string;
}

export interface ProofComparison {
  readonly elements: number;
  readonly elementVertices: number;
  readonly parents: number;
  readonly parentsProven: number;
  readonly findings: number;
  /** Median over the runs. */
  readonly oursMs: number;
  /** By entry; the reason where it was left out. */
  readonly peers: readonly (PeerTime | string)[];
}

/**
 * Times our whole audit of a map (validity of every grid, proof of every parent on every level, hierarchy) and the peers on
 * the same geometry in the same run. Runs alternate; the first of ours and of each peer that has several is not counted.
 *
 * @param grids any map: a generated one, the sample city, a file
 */
export async function compareProof(
  grids: readonly Grid[],
  runs: number,
  entries: readonly PeerEntry[],
): Promise<ProofComparison> {
  const families = groupByParent(grids).families.map((family) =>
    family.children.map((child) => child.geometry),
  );
  const oursMs: number[] = [];
  const peers: (PeerTime | string)[] = [];
  let result: AuditResult | undefined;
  const timeOurs = (): void => {
    const start = performance.now();
    result = runAudit(grids);
    oursMs.push(performance.now() - start);
  };
  timeOurs();
  for (const entry of entries) {
    if ('reason' in entry) {
      peers.push(entry.reason);
      continue;
    }
    const peer = await entry.load(families);
    const peerMs: number[] = [];
    let says = '';
    for (let run = 0; run < entry.runs + (entry.runs > 1 ? 1 : 0); run += 1) {
      timeOurs();
      const start = performance.now();
      says = await peer.run();
      peerMs.push(performance.now() - start);
    }
    await peer.close();
    peers.push({ name: peer.name, ms: median(peerMs.slice(entry.runs > 1 ? 1 : 0)), says });
  }
  while (oursMs.length <= runs) timeOurs();
  const levels = result?.levels ?? [];
  const elements = grids.filter((grid) => grid.level === 'element');
  return {
    elements: elements.length,
    elementVertices: elements.reduce((sum, grid) => sum + countEdges(grid.geometry), 0),
    parents: levels.reduce((sum, level) => sum + level.parents, 0),
    parentsProven: levels.reduce((sum, level) => sum + level.parentsProven, 0),
    findings: result?.findings.length ?? 0,
    oursMs: median(oursMs.slice(1)),
    peers,
  };
}
