import type { Family } from '../../coverage/group-by-parent.js';
import type { Grid } from '../../coverage/types.js';
import { countEdges } from '../../geometry/signed-edges.js';
import type { FamilyTask, FaultTask, NumberedFault, PackedFamily } from './types.js';

/** Shares a thread gets on average: few enough to tell little, enough that all end at about the same time. */
const tasksPerThread = 8;

/** Cuts all grids into stretches of about equal edges, to look for ring faults. */
export function planFaultTasks(grids: readonly Grid[], threads: number): FaultTask[] {
  return cutEvenly(grids, (grid) => countEdges(grid.geometry), threads).map(({ from, to }) => ({
    kind: 'faults',
    from,
    to,
  }));
}

/** Cuts families into tasks of about equal edges, in their order. */
export function planFamilyTasks(
  families: readonly Family[],
  indexOf: ReadonlyMap<Grid, number>,
  faults: ReadonlyMap<number, NumberedFault>,
  threads: number,
  edgeBow?: number,
): FamilyTask[] {
  const edges = ({ parent, children }: Family): number =>
    children.reduce((sum, child) => sum + countEdges(child.geometry), countEdges(parent?.geometry ?? []));
  return cutEvenly(families, edges, threads).map(({ from, to }) => {
    const packed = families.slice(from, to).map((family) => packFamily(family, indexOf));
    const concerned = packed.flatMap(({ indices, parent }) => [
      ...indices,
      ...(parent === undefined ? [] : [parent.index]),
    ]);
    const faulty =
      faults.size === 0 ? [] : [...new Set(concerned)].flatMap((index) => faults.get(index) ?? []);
    return { kind: 'families', families: packed, faults: faulty, edgeBow };
  });
}

function packFamily({ level, parent, children }: Family, indexOf: ReadonlyMap<Grid, number>): PackedFamily {
  return {
    level,
    parent:
      parent === undefined
        ? undefined
        : { index: indexOf.get(parent)!, level: parent.level, code: parent.code, name: parent.name },
    indices: Int32Array.from(children, (child) => indexOf.get(child)!),
    codes: children.map((child) => child.code),
    names: children.map((child) => child.name),
  };
}

function cutEvenly<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  threads: number,
): { readonly from: number; readonly to: number }[] {
  const weights = items.map(weightOf);
  const share = weights.reduce((sum, weight) => sum + weight, 0) / (threads * tasksPerThread);
  const cuts: { from: number; to: number }[] = [];
  let from = 0;
  let weight = 0;
  weights.forEach((own, index) => {
    weight += own;
    if (weight < share && index + 1 < items.length) return;
    cuts.push({ from, to: index + 1 });
    from = index + 1;
    weight = 0;
  });
  return cuts;
}
