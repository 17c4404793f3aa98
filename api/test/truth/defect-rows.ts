import type { DefectRow } from './defect-row.js';
import { rowsOfGaps } from './rows-of-gaps.js';
import { rowsOfHierarchy } from './rows-of-hierarchy.js';
import { rowsOfOverlaps } from './rows-of-overlaps.js';
import { rowsOfVertices } from './rows-of-vertices.js';

/** Every defect of the bench that a map in memory can have; those that only a file can have are in `file-rows.ts`. */
export const defectRows: readonly DefectRow[] = [
  ...rowsOfGaps,
  ...rowsOfOverlaps,
  ...rowsOfVertices,
  ...rowsOfHierarchy,
];
