import type { RepairProposal, RepairRefusal, RepairWish } from '../coverage/repair-types.js';
import { openRepairMap, type RepairMap } from '../coverage/repair/repair-map.js';
import { suggestRepair } from '../coverage/repair/suggest-repair.js';
import type { Finding } from '../coverage/types.js';
import { toAuditGrid } from '../jobs/audit-territory.js';
import { runInSlices } from '../jobs/run-in-slices.js';
import type { StoredGrid } from '../store/types.js';
import { shareBuilds } from '../tiles/share-builds.js';

export interface RepairService {
  /** The proven proposal for a finding of a published revision, or why there is none. Nothing is applied. */
  suggest(
    territoryId: string,
    revision: number,
    finding: Finding,
    wish: RepairWish,
    signal: AbortSignal,
  ): Promise<RepairProposal | RepairRefusal>;
}

const keptMaps = 2;

/** Proposals on maps made once a revision, when first asked; a suggestion leaves the map as it is. */
export function createRepairService(
  readGrids: (territoryId: string, revision: number) => Promise<readonly StoredGrid[]>,
): RepairService {
  const maps = shareBuilds<RepairMap>(keptMaps);
  return {
    async suggest(territoryId, revision, finding, wish, signal) {
      const map = await maps(`${territoryId} ${revision}`, async () =>
        runInSlices(openRepairMap((await readGrids(territoryId, revision)).map(toAuditGrid))),
      );
      return runInSlices(suggestRepair(finding, map, wish), signal);
    },
  };
}
