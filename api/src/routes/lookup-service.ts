import { toLattice } from '../geometry/lattice.js';
import { buildLookupIndex, type LookupIndex } from '../lookup/build-lookup-index.js';
import { locatePoint, type PointLocation } from '../lookup/locate-point.js';
import type { StoredGrid } from '../store/types.js';
import { shareBuilds } from '../tiles/share-builds.js';

export type LocatedGrid = Pick<
  StoredGrid,
  'gridId' | 'level' | 'code' | 'name' | 'parentId' | 'category' | 'class' | 'geometry'
>;

export interface LookupService {
  /** Where a point in WGS84 degrees lies in a published revision. */
  locate(
    territoryId: string,
    revision: number,
    lng: number,
    lat: number,
  ): Promise<PointLocation<LocatedGrid>>;
}

const keptIndexes = 4;

/** Lookups in indexes made once a revision, when first asked; a published revision never changes. */
export function createLookupService(
  readGrids: (territoryId: string, revision: number) => Promise<readonly LocatedGrid[]>,
): LookupService {
  const indexes = shareBuilds<LookupIndex<LocatedGrid>>(keptIndexes);
  return {
    async locate(territoryId, revision, lng, lat) {
      const index = await indexes(`${territoryId} ${revision}`, async () =>
        buildLookupIndex(await readGrids(territoryId, revision)),
      );
      return locatePoint(index, toLattice(lng), toLattice(lat));
    },
  };
}
