import { auditFamily } from '../../coverage/audit-family.js';
import { findRingFault } from '../../coverage/find-ring-fault.js';
import type { Grid } from '../../coverage/types.js';
import { runSteps } from '../../geometry/run-steps.js';
import { SignedEdges } from '../../geometry/signed-edges.js';
import type { Level } from '../../hierarchy/levels.js';
import { unpackGeometry } from './pack-geometry.js';
import type { NumberedFault, PackedFamily, PackedGeometry, ThreadAnswer, ThreadTask } from './types.js';

/** Makes what a thread does: answers tasks over shared geometry. Holds its thread until it is done. */
export function taskAnswerer(geometry: PackedGeometry): (task: ThreadTask) => ThreadAnswer {
  const table = new SignedEdges();
  return (task) => {
    if (task.kind === 'faults') {
      const faults: NumberedFault[] = [];
      for (let index = task.from; index < task.to; index += 1) {
        const fault = runSteps(findRingFault(unpackGeometry(geometry, index)));
        if (fault !== undefined) faults.push({ index, fault });
      }
      return { kind: 'faults', faults };
    }
    const faults = new Map(task.faults.map(({ index, fault }) => [index, fault]));
    const audits = task.families.map((packed) => {
      const indexOf = new Map<Grid, number>();
      const family = unpackFamily(packed, geometry, indexOf);
      return runSteps(auditFamily(family, (grid) => faults.get(indexOf.get(grid)!), table, task.edgeBow));
    });
    return { kind: 'families', audits };
  };
}

interface UnpackedFamily {
  readonly level: PackedFamily['level'];
  readonly parent: Grid | undefined;
  readonly children: readonly Grid[];
}

function unpackFamily(
  packed: PackedFamily,
  geometry: PackedGeometry,
  indexOf: Map<Grid, number>,
): UnpackedFamily {
  const { level, parent, indices, codes, names } = packed;
  // The audit of a family reads of a grid its level, code, name and geometry; the rest stays where it is.
  const unpack = (index: number, gridLevel: Level, code: string, name: string): Grid => {
    const grid: Grid = {
      level: gridLevel,
      code,
      name,
      parentCode: null,
      category: null,
      geometry: unpackGeometry(geometry, index),
      implied: false,
    };
    indexOf.set(grid, index);
    return grid;
  };
  return {
    level,
    parent: parent === undefined ? undefined : unpack(parent.index, parent.level, parent.code, parent.name),
    children: codes.map((code, at) => unpack(indices[at]!, level, code, names[at]!)),
  };
}
