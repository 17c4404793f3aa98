import { boxOf } from '../coverage/box-of.js';
import { carryFindings, type Reported } from '../coverage/carry-findings.js';
import { subjectOf } from '../coverage/subject-of.js';
import type { Box } from '../coverage/pair-by-place.js';
import type { Finding } from '../coverage/types.js';
import type { Sql } from './run-sql.js';
import type { FindingChange } from './finding-types.js';

const pageRows = 5_000;
/** Findings whose place is looked up in older runs by one statement. */
const lookedUpAtOnce = 2_000;
const nowhere: Box = [0, 0, 0, 0];

/** A finding as it is written: what it is against the run before, and the first report of its condition. */
export interface CarriedFinding {
  readonly finding: Finding;
  /** Null in a territory's first run. */
  readonly change: FindingChange | null;
  /** Null where this is the first report. */
  readonly firstFindingId: number | null;
}

interface Known extends Reported {
  readonly caseId: number;
}

/**
 * Compares findings with those of the run `before` (see `carryFindings`). One that is new against it but lies exactly
 * where an older run had one of the same subject takes up that condition again, with its work item; it still counts
 * as new.
 */
export async function carryRun(
  sql: Sql,
  territoryId: string,
  before: number | null,
  findings: readonly Finding[],
): Promise<CarriedFinding[]> {
  if (before === null) return findings.map((finding) => ({ finding, change: null, firstFindingId: null }));
  const known = await readRun(sql, territoryId, before);
  const carried = carryFindings(
    known,
    findings.map((finding) => ({ ...finding, box: boxOf(finding.geometry) ?? nowhere })),
  );
  const fresh = findings.filter((_, index) => carried[index]?.change === 'new');
  const former = await findFormer(sql, territoryId, fresh, new Set(known.map((each) => each.caseId)));
  return findings.map((finding, index) => {
    const { change, from } = carried[index] ?? { change: 'new', from: undefined };
    return { finding, change, firstFindingId: from?.caseId ?? former.get(finding) ?? null };
  });
}

async function readRun(sql: Sql, territoryId: string, auditId: number): Promise<Known[]> {
  const known: Known[] = [];
  for (let after = 0; ;) {
    const page = await sql.read<Known & { findingId: number }>(
      `select
         f.finding_id as "findingId",
         f.case_id as "caseId",
         f.kind,
         f.identity,
         f.geometry_hash as "geometryHash",
         jsonb_build_array(st_xmin(f.geometry), st_ymin(f.geometry), st_xmax(f.geometry), st_ymax(f.geometry)) as box
       from wangge.finding f
       where f.territory_id = $1::text
         and f.audit_id = $2::bigint
         and f.finding_id > $3::bigint
       order by f.finding_id
       limit $4::bigint`,
      [territoryId, auditId, after, pageRows],
    );
    known.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return known;
    after = last.findingId;
  }
}

/** The newest condition of the same subject at exactly the same place in any older run, none of `taken`, none twice. */
async function findFormer(
  sql: Sql,
  territoryId: string,
  findings: readonly Finding[],
  taken: Set<number>,
): Promise<Map<Finding, number>> {
  const former = new Map<Finding, number>();
  for (let from = 0; from < findings.length; from += lookedUpAtOnce) {
    const batch = findings.slice(from, from + lookedUpAtOnce);
    const rows = await sql.read<{ place: number; caseId: number }>(
      `select p.place::int as place, f.case_id as "caseId"
       from unnest($2::text[], $3::text[]) with ordinality as p (subject, geometry_hash, place)
       join wangge.finding f
         on f.territory_id = $1::text
         and f.subject = p.subject
         and f.geometry_hash = p.geometry_hash
       join wangge.audit_run r
         on r.territory_id = f.territory_id
         and r.audit_id = f.audit_id
         and r.status = 'done'
       order by p.place, f.audit_id desc, f.finding_id`,
      [
        territoryId,
        batch.map((finding) => subjectOf(finding.identity)),
        batch.map((finding) => finding.geometryHash),
      ],
    );
    for (const { place, caseId } of rows) {
      const finding = batch[place - 1];
      if (finding === undefined || former.has(finding) || taken.has(caseId)) continue;
      taken.add(caseId);
      former.set(finding, caseId);
    }
  }
  return former;
}
