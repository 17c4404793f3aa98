import type { Api } from '../api/create-api.js';
import type { Grid, GridFeature, LngLat, LookupAnswer } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** A grid with its geometry and its ancestors, from its parent up. */
export interface SelectedGrid {
  readonly feature: GridFeature;
  readonly ancestors: readonly Grid[];
}

/** A place that was asked about, what the lookup said, and which findings are drawn there. */
export interface PickedPlace {
  readonly point: LngLat;
  readonly answer: LookupAnswer;
  readonly findingIds: readonly number[];
}

/** What is selected: a grid, or a place that is in no single grid. */
export class GridSelection {
  readonly grid = new Remote<SelectedGrid>();
  readonly place = new Remote<PickedPlace>();
  gridId = $state<number>();
  point = $state.raw<LngLat>();
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Selects by identity; resolves with the grid, or undefined when it could not be read. */
  select(territoryId: string, gridId: number): Promise<SelectedGrid | undefined> {
    this.gridId = gridId;
    return this.grid.load(async (signal) => {
      const [feature, ancestors] = await Promise.all([
        this.#api.readGrid(territoryId, gridId, signal),
        this.#api.listAncestors(territoryId, gridId, signal),
      ]);
      return { feature, ancestors };
    });
  }

  /** Selects a code, as findings and lookups name grids. */
  selectCode(territoryId: string, code: string, level?: Grid['level']): Promise<SelectedGrid | undefined> {
    this.gridId = undefined;
    return this.grid.load(async (signal) => {
      const feature = await this.#api.readGridByCode(territoryId, code, level, signal);
      const { gridId } = feature.properties;
      const ancestors = await this.#api.listAncestors(territoryId, gridId, signal);
      this.gridId = gridId;
      return { feature, ancestors };
    });
  }

  /** Asks which grid a point is in, and selects the element when there is exactly one. */
  async pick(
    territoryId: string,
    point: LngLat,
    findingIds: readonly number[],
  ): Promise<SelectedGrid | undefined> {
    this.clear();
    this.point = point;
    const place = await this.place.load(async (signal) => {
      const answer = await this.#api.lookUp(territoryId, point, signal);
      return { point, answer, findingIds };
    });
    const element = place?.answer.status === 'inside' ? place.answer.element : undefined;
    return element ? this.select(territoryId, element.gridId) : undefined;
  }

  clear(): void {
    this.gridId = undefined;
    this.point = undefined;
    this.grid.clear();
    this.place.clear();
  }
}
