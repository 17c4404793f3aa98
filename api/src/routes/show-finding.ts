import type { z } from 'zod';
import type { FindingRow } from '../store/types.js';
import type { findingSchema } from './schemas/finding.js';

export type ShownFinding = z.input<typeof findingSchema>;

/** A finding as the API tells it. */
export function showFinding(finding: FindingRow): ShownFinding {
  return { ...showFindingProperties(finding), geometry: finding.geometry };
}

/** Everything of a finding but its geometry. */
export function showFindingProperties(finding: FindingRow): Omit<ShownFinding, 'geometry'> {
  return {
    findingId: finding.findingId,
    auditId: finding.auditId,
    kind: finding.kind,
    cause: finding.cause,
    sizeClass: finding.sizeClass,
    severity: finding.severity,
    level: finding.level,
    parent: finding.parent,
    areaSquareMetres: finding.areaSquareMetres,
    widthMetres: finding.widthMetres,
    depth: finding.depth,
    grids: finding.grids.map((grid) => ({ ...grid })),
    identity: finding.identity,
    geometryHash: finding.geometryHash,
    message: finding.message,
    state: finding.state,
    assignee: finding.assignee,
    dueDate: finding.dueDate,
    notes: finding.notes.map((note) => ({ ...note })),
    waiver: finding.waiver,
    status: finding.status,
  };
}
