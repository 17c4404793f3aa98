import { toWgs84, type Datum } from '../formats/convert-datum.js';
import { toLattice } from '../geometry/lattice.js';
import { buildLookupIndex } from '../lookup/build-lookup-index.js';
import { locatePoint, type LookupStatus } from '../lookup/locate-point.js';
import type { Level } from '../hierarchy/levels.js';
import type { Store, StoredGrid } from '../store/types.js';

interface NamedGrid {
  readonly gridId: number;
  readonly code: string;
  readonly name: string;
}

/** One point's answer, in the shape of `GET /lookup`. */
export interface PointAnswer {
  readonly status: LookupStatus;
  readonly territory: string;
  readonly revision: number;
  readonly element: (NamedGrid & { readonly category: string | null; readonly class: string | null }) | null;
  readonly outletArea: NamedGrid | null;
  readonly branch: NamedGrid | null;
  readonly county: NamedGrid | null;
  readonly nearest?: {
    readonly gridId: number;
    readonly code: string;
    readonly level: Level;
    readonly distanceMetres: number;
  };
  readonly candidates?: readonly string[];
}

/** Centimetres are what the lattice can tell. */
const distanceStepsPerMetre = 100;

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
  const { status, byLevel, holders, nearest } = location;
  const element = byLevel.get('element');
  return {
    status,
    territory,
    revision,
    element:
      element === undefined ? null : { ...nameOf(element), category: element.category, class: element.class },
    outletArea: nameAt(byLevel, 'outlet-area'),
    branch: nameAt(byLevel, 'branch'),
    county: nameAt(byLevel, 'county'),
    ...(nearest === undefined
      ? {}
      : {
          nearest: {
            gridId: nearest.grid.gridId,
            code: nearest.grid.code,
            level: nearest.grid.level,
            distanceMetres:
              Math.round(nearest.distanceMetres * distanceStepsPerMetre) / distanceStepsPerMetre,
          },
        }),
    ...(status === 'overlap' ? { candidates: holders.map((grid) => grid.code) } : {}),
  };
}

function nameAt(byLevel: ReadonlyMap<Level, StoredGrid>, level: Level): NamedGrid | null {
  const grid = byLevel.get(level);
  return grid === undefined ? null : nameOf(grid);
}

function nameOf(grid: StoredGrid): NamedGrid {
  return { gridId: grid.gridId, code: grid.code, name: grid.name };
}
