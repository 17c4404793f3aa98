/** A tile as MapLibre asks for it again. */
export interface TilePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What asks again: MapLibre's map, or a fake of it. */
export interface TileReloader {
  refreshTiles(sourceId: string, tiles: TilePlace[]): void;
  /** Reads the TileJSON of a source again. */
  reloadSource(sourceId: string): void;
}

/** What of a source failed, by `z/x/y`; the source's own TileJSON under the empty name. */
type Failures = Map<string, { readonly place: TilePlace | undefined; readonly url: string }>;

function nameOf(place: TilePlace | undefined): string {
  return place === undefined ? '' : `${place.z}/${place.x}/${place.y}`;
}

/**
 * The tiles and tile sources that did not come. MapLibre leaves a tile that failed as it is until the map moves away and
 * back, so we remember them and ask for them alone, and whatever else is drawn stays.
 */
export class FailedTiles {
  readonly #sources = new Map<string, Failures>();

  /** Any address that failed and was not had since. */
  get url(): string | undefined {
    for (const failures of this.#sources.values()) {
      for (const { url } of failures.values()) return url;
    }
    return undefined;
  }

  add(sourceId: string, place: TilePlace | undefined, url: string): void {
    const failures: Failures = this.#sources.get(sourceId) ?? new Map();
    this.#sources.set(sourceId, failures.set(nameOf(place), { place, url }));
  }

  /** It came after all. */
  settle(sourceId: string, place: TilePlace | undefined): void {
    this.#sources.get(sourceId)?.delete(nameOf(place));
  }

  clear(): void {
    this.#sources.clear();
  }

  /** Asks for each again, and forgets it: what fails again is added again. */
  reload(reloader: TileReloader): void {
    const sources = [...this.#sources];
    this.clear();
    for (const [sourceId, failures] of sources) {
      // With its TileJSON a source asks for its tiles too.
      if (failures.has('')) {
        reloader.reloadSource(sourceId);
        continue;
      }
      const places = [...failures.values()].flatMap(({ place }) => (place === undefined ? [] : [place]));
      if (places.length > 0) reloader.refreshTiles(sourceId, places);
    }
  }
}
