import type { z } from 'zod';
import { describeFinding } from '../jobs/audit-document.js';
import type { FindingRow } from '../store/finding-types.js';
import type { findingSchema } from './schemas/finding-fields.js';

export type ShownFinding = z.input<typeof findingSchema>;

/** A finding as the API tells it. */
export function showFinding(finding: FindingRow): ShownFinding {
  return { ...showFindingProperties(finding), geometry: finding.geometry };
}

/** Everything of a finding but its geometry: as the document of its audit has it, with its work item. */
export function showFindingProperties(finding: FindingRow): Omit<ShownFinding, 'geometry'> {
  return {
    findingId: finding.findingId,
    auditId: finding.auditId,
    caseId: finding.caseId,
    ...describeFinding(finding),
    change: finding.change,
    causedBy: [...finding.causedBy],
    grids: finding.grids.map((grid) => ({ ...grid })),
    state: finding.state,
    assignee: finding.assignee,
    dueDate: finding.dueDate,
    notes: finding.notes.map((note) => ({ ...note })),
    waiver: finding.waiver,
  };
}

export function showFeature(finding: FindingRow): {
  type: 'Feature';
  id: number;
  properties: ReturnType<typeof showFindingProperties>;
  geometry: FindingRow['geometry'];
} {
  return {
    type: 'Feature',
    id: finding.findingId,
    properties: showFindingProperties(finding),
    geometry: finding.geometry,
  };
}
