import type { ReportedFinding } from './audit-report.js';

/**
 * Findings as one GeoJSON FeatureCollection, one feature a line, for a desktop GIS: properties are flat, names have no
 * dots, lists are text joined by spaces. `grids` keeps the whole list with shares as well, as JSON.
 *
 * Polygons and points stand in one layer; a GIS that keeps one type a layer splits them when it opens the file.
 */
export function* writeFindingsGeojson(findings: readonly ReportedFinding[]): Generator<string> {
  yield '{"type":"FeatureCollection","name":"findings","features":[\n';
  for (const [index, finding] of findings.entries()) {
    const { geometry, grids, causedBy, ...fields } = finding;
    const properties = {
      ...pickFields(fields),
      gridCodes: grids.map((grid) => grid.code).join(' '),
      gridNames: grids.map((grid) => grid.name).join(' '),
      causedBy: causedBy.join(' '),
      grids,
    };
    yield `${index === 0 ? '' : ',\n'}${JSON.stringify({ type: 'Feature', properties, geometry })}`;
  }
  yield '\n]}\n';
}

/** In this order, which is the order of a GIS's attribute table. */
function pickFields(
  finding: Omit<ReportedFinding, 'geometry' | 'grids' | 'causedBy'>,
): Record<string, unknown> {
  return {
    kind: finding.kind,
    cause: finding.cause,
    sizeClass: finding.sizeClass,
    severity: finding.severity,
    status: finding.status,
    change: finding.change,
    level: finding.level,
    parent: finding.parent,
    areaSquareMetres: finding.areaSquareMetres,
    widthMetres: finding.widthMetres,
    depth: finding.depth,
    message: finding.message,
    identity: finding.identity,
    geometryHash: finding.geometryHash,
  };
}
