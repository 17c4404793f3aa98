import { findingKinds, type Severity } from '../hierarchy/finding-kinds.js';
import type { AuditReport, ReportedFinding } from './audit-report.js';
import { findPlace } from './find-place.js';

const levelOf: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * An audit as SARIF 2.1.0, for pipelines that show findings in a review: a rule per kind, a result per finding. The
 * identity is the fingerprint, so that a result is known again in the next run; a waived one is suppressed.
 *
 * @param artifact what was audited: a file, or a name for the map.
 */
export function* writeSarif(report: AuditReport, artifact: string): Generator<string> {
  const driver = {
    name: 'wangge',
    informationUri: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html',
    rules: findingKinds.map(({ code, zh, en, severity }) => ({
      id: code,
      shortDescription: { text: `${en} (${zh})` },
      defaultConfiguration: { level: levelOf[severity] },
    })),
  };
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":${JSON.stringify({ driver })},"columnKind":"utf16CodeUnits","results":[\n`;
  for (const [index, finding] of report.findings.entries()) {
    yield `${index === 0 ? '' : ',\n'}${JSON.stringify(describeResult(finding, artifact))}`;
  }
  yield '\n]}]}\n';
}

function describeResult(finding: ReportedFinding, artifact: string): object {
  const place = findPlace(finding.geometry);
  return {
    ruleId: finding.kind,
    level: levelOf[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(artifact) },
          region: { startLine: 1 },
        },
        logicalLocations: finding.grids.map((grid) => ({
          name: grid.code,
          fullyQualifiedName: `${grid.level}/${grid.code}`,
          kind: 'object',
        })),
      },
    ],
    partialFingerprints: { 'identity/v1': finding.identity, 'geometryHash/v1': finding.geometryHash },
    ...(finding.change === null
      ? {}
      : {
          baselineState:
            finding.change === 'changed' ? 'updated' : finding.change === 'same' ? 'unchanged' : 'new',
        }),
    ...(finding.status === 'waived' ? { suppressions: [{ kind: 'external' }] } : {}),
    properties: {
      level: finding.level,
      parent: finding.parent,
      cause: finding.cause,
      sizeClass: finding.sizeClass,
      areaSquareMetres: finding.areaSquareMetres,
      widthMetres: finding.widthMetres,
      ...(place === undefined ? {} : { lng: place[0], lat: place[1] }),
    },
  };
}
