import type { RepairPlan, RepairWish } from '../coverage/repair-types.js';
import type { ReportedFinding } from '../formats/audit-report.js';
import { readPlan } from '../jobs/read-plan.js';
import { readTextFile } from './read-text-file.js';
import type { RepairRequest } from './repair-flags.js';
import { nearestNames } from './suggest-name.js';
import { usageError } from './usage-error.js';

export type Wishes = ReadonlyMap<string, RepairWish>;

/** What to repair, with the files that say it, read before the map is. */
export interface RepairPapers {
  readonly request: RepairRequest;
  readonly wishes: Wishes | undefined;
  readonly plan: RepairPlan | undefined;
}

/** Identities named where one is not found. */
const mostSuggested = 3;

/** @throws Problem `unreadable`, `invalid-plan`, `usage`. */
export async function readRepairPapers(request: RepairRequest): Promise<RepairPapers> {
  const { wishes, plan } = request;
  return {
    request,
    wishes: wishes === undefined ? undefined : readWishes(await readTextFile(wishes), wishes),
    plan: plan === undefined ? undefined : readPlan(await readTextFile(plan), plan),
  };
}

function readWishes(text: string, path: string): Wishes {
  const bad = usageError(
    `--wishes ${path} is not understood`,
    'write {"IDENTITY": {"give": {"to": "CODE"}}}, {"give": "split"} or {"keep": "CODE"} as JSON',
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw bad;
  }
  if (!isRecord(parsed) || !Object.values(parsed).every(isWish)) throw bad;
  return new Map(Object.entries(parsed as Record<string, RepairWish>));
}

function isWish(value: unknown): value is RepairWish {
  if (!isRecord(value)) return false;
  const { give, keep, ...others } = value;
  const isGive = give === undefined || give === 'split' || (isRecord(give) && typeof give['to'] === 'string');
  return (
    isGive &&
    (keep === undefined || typeof keep === 'string') &&
    (give === undefined) !== (keep === undefined) &&
    Object.keys(others).length === 0
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What --fix proposes repairs for, among those chosen: what was waived is meant to be so, what reading matched is mended. */
export function isRepairable({ status, cause }: ReportedFinding): boolean {
  return status === 'open' && cause !== 'matched';
}

/**
 * Refuses wishes that nothing would come of: a mistyped identity would otherwise be mended some other way.
 *
 * @throws Problem `usage` naming the first such identity, why, and the closest that there are
 */
export function checkWishes(
  { request, wishes = new Map() }: RepairPapers,
  findings: readonly ReportedFinding[],
): void {
  const path = request.wishes ?? '';
  const byIdentity = new Map(findings.map((finding) => [finding.identity, finding]));
  for (const identity of wishes.keys()) {
    const finding = byIdentity.get(identity);
    if (finding === undefined) {
      const near = nearestNames(
        identity,
        findings.filter(isRepairable).map((each) => each.identity),
        mostSuggested,
      );
      throw usageError(
        `--wishes ${path} names ${identity}, and no finding has that identity`,
        near.length === 0 ? 'this map has nothing to repair' : `the closest are ${near.join(', ')}`,
      );
    }
    const reason = whyLeftOut(finding, request);
    if (reason !== undefined)
      throw usageError(`--wishes ${path} names ${identity}, which ${reason}`, 'take it out of the file');
  }
}

function whyLeftOut(finding: ReportedFinding, { only, sizeClasses }: RepairRequest): string | undefined {
  if (finding.cause === 'matched') return 'reading has mended already';
  if (!isRepairable(finding)) return `is ${finding.status}`;
  if (only !== undefined && !only.includes(finding.kind)) return '--only leaves out';
  const isOfSize =
    sizeClasses === undefined || (finding.sizeClass !== null && sizeClasses.includes(finding.sizeClass));
  return isOfSize ? undefined : '--size-class leaves out';
}
