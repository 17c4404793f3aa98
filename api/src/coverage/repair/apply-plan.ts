import type { MultiPolygon as GeoJsonMultiPolygon, Polygon } from 'geojson';
import { toLattice } from '../../geometry/lattice.js';
import { normaliseRings } from '../../geometry/normalise-rings.js';
import { during, type Steps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { Problem } from '../../problem.js';
import { hashContentSteps } from '../canonical-content.js';
import type {
  AppliedPlan,
  PlannedProposal,
  RepairPlan,
  RepairProgress,
  RepairRefusal,
} from '../repair-types.js';
import { gridKey } from '../family-book.js';
import type { Grid } from '../types.js';
import { proveDraft } from './prove-draft.js';
import { RepairDraft } from './repair-draft.js';
import { openRepairMap } from './repair-map.js';

/**
 * Applies a plan to the map that it was made for. Every proposal is proven again on the map with those before it: the plan
 * may have been reduced by hand. One that does not hold is refused and changes nothing.
 *
 * @returns the grids in their order, those that did not change as the same objects
 * @throws Problem `plan-for-another-map` when the map is not the one that the plan was made for
 */
export function* applyPlan<T extends Grid>(
  grids: readonly T[],
  plan: RepairPlan,
): Generator<RepairProgress, AppliedPlan<T>> {
  let progress: RepairProgress = { done: 0, total: plan.proposals.length };
  if ((yield* during(progress, hashContentSteps(grids))) !== plan.contentSha256) {
    throw new Problem({
      type: 'plan-for-another-map',
      status: 409,
      field: 'contentSha256',
      detail: 'The plan was made for another map, or this one has changed since.',
      fix: 'Make the plan again from this map.',
    });
  }
  const map = yield* during(progress, openRepairMap(grids));
  const byCode = new Map<string, Grid>(grids.map((grid) => [gridKey(grid), grid]));
  const applied = new Set<string>();
  const refused: RepairRefusal[] = [];
  for (const proposal of plan.proposals) {
    const draft = new RepairDraft(map);
    const reason =
      fillDraft(draft, proposal, byCode, applied) ??
      (yield* during(progress, proveProposal(draft, proposal)));
    if (reason === undefined) {
      map.commit(draft.changes);
      applied.add(proposal.identity);
    } else {
      refused.push({ identity: proposal.identity, kind: proposal.kind, reason });
    }
    progress = { ...progress, done: progress.done + 1 };
    yield progress;
  }
  return {
    grids: grids.map((grid) => {
      const geometry = map.geometryOf(grid);
      return geometry === grid.geometry ? grid : { ...grid, geometry };
    }),
    applied: [...applied],
    refused,
  };
}

function fillDraft(
  draft: RepairDraft,
  proposal: PlannedProposal,
  byCode: ReadonlyMap<string, Grid>,
  applied: ReadonlySet<string>,
): string | undefined {
  const missing = proposal.buildsOn.find((identity) => !applied.has(identity));
  if (missing !== undefined) {
    return `it builds on the repair of ${missing}, which is not applied: make a plan without that finding`;
  }
  for (const { level, code, geometry } of proposal.changes) {
    const grid = byCode.get(gridKey({ level, code }));
    if (grid === undefined) return `there is no ${level} ${code}`;
    draft.change(grid, fromGeoJson(geometry));
  }
  return undefined;
}

function* proveProposal(
  draft: RepairDraft,
  { kind, level, parent }: PlannedProposal,
): Steps<string | undefined> {
  const family = draft.map.families.find(
    (one) => one.level === level && (one.parent?.code ?? null) === parent,
  );
  if (family === undefined) return `there is no ${level} below ${parent ?? 'the map'}`;
  const before = yield* draft.map.troublesOf(family);
  const after = yield* draft.troublesOf(family);
  const count = (troubles: typeof before): number => troubles.filter((one) => one.kind === kind).length;
  if (count(after) >= count(before)) return 'the finding would still be there';
  return yield* proveDraft(draft, undefined);
}

/** Degrees with seven decimals are lattice points: what was written is read back exactly. */
function fromGeoJson(geometry: Polygon | GeoJsonMultiPolygon): MultiPolygon {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return normaliseRings(
    polygons.map((rings) =>
      rings.map((ring) =>
        Int32Array.from(ring.flatMap(([lng = 0, lat = 0]) => [toLattice(lng), toLattice(lat)])),
      ),
    ),
  ).geometry;
}
