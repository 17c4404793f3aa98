import { toWgs84, type Datum } from '../formats/convert-datum.js';
import { toLattice } from '../geometry/lattice.js';
import { buildLookupIndex } from '../lookup/build-lookup-index.js';
import { describeLocation, type PointAnswer } from '../lookup/describe-location.js';
import { locatePoint } from '../lookup/locate-point.js';
import type { Store } from '../store/types.js';

/** The four grids that hold a point of a published revision. Reads the whole revision: meant for one question. */
export async function lookupPoint(
  store: Pick<Store, 'readGrids'>,
  territory: string,
  revision: number,
  point: { readonly lng: number; readonly lat: number; readonly datum: Datum },
  signal?: AbortSignal,
): Promise<PointAnswer> {
  const grids = await store.readGrids(territory, revision, signal === undefined ? {} : { signal });
  const [lng, lat] = toWgs84(point.lng, point.lat, point.datum);
  const location = locatePoint(buildLookupIndex(grids), toLattice(lng), toLattice(lat));
  return describeLocation(territory, revision, location);
}
