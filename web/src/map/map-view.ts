import type { FeatureCollection, Geometry } from 'geojson';
import {
  AJAXError,
  GeoJSONSource,
  Map as LibreMap,
  ScaleControl,
  VectorTileSource,
  prewarm,
  setWorkerUrl,
  type ErrorEvent,
  type MapGeoJSONFeature,
  type MapMouseEvent,
  type MapSourceDataEvent,
  type FilterSpecification,
  type PaddingOptions,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Bbox, LngLat } from '../api/types.js';
import { drawMapImage, imagePixelRatio } from './draw-map-image.js';
import { FailedTiles, type TilePlace } from './failed-tiles.js';
import { findingFilter, type FindingsShown } from './finding-layers.js';
import { elementFilter } from './grid-layers.js';
import { elementPatternId, findingIds, gridFillIds, sourceIds, tileLayers } from './layer-ids.js';
import { mapStyle, noFeatures } from './map-style.js';
import { lightTheme } from './map-theme.js';
import { describeContent, haveMoved, type DescribedContent } from './tile-sources.js';

setWorkerUrl(workerUrl);
// The worker is read and compiled while the map sets up its canvas.
prewarm();

/** A click this near a badge means the badge. */
const pickTolerancePixels = 5;

/** As near as the map goes: an element of a few metres fills the screen. */
const maxZoom = 21;

/** Zooming to a place never goes nearer than this, so that its surroundings stay in view. */
const fitMaxZoom = 17;

/** Name of the mark in the browser's timeline for the first map that shows its content. */
export const firstMapMark = 'first-map';

export interface Camera {
  readonly center: LngLat;
  readonly zoom: number;
}

type ChosenPart = 'selection' | 'chosenFinding' | 'repair' | 'point';

/** What the map tells. It never changes state itself: the page decides what a click means. */
export interface MapEvents {
  /** A place was picked; `findingIds` are those drawn there, topmost first, `badges` those whose badge was hit. */
  onpick(point: LngLat, findingIds: readonly number[], badges: readonly number[]): void;
  onmove(camera: Camera): void;
  /** True while tiles are on their way. */
  onbusy(busy: boolean): void;
  /** A tile or tile source was not had; `failedUrl` and `retryFailed` know which. Told for each of them. */
  onfailure(): void;
  /** Something that came cannot be drawn: no retry of ours mends it. */
  onfault(detail: string): void;
}

/** MapLibre tells these with what a source or a tile fires, though not in its types. */
type TileEvent = {
  readonly sourceId?: string;
  readonly tile?: { readonly tileID: { readonly canonical: TilePlace } };
};

function asFeatures(geometry: Geometry | undefined): FeatureCollection {
  if (geometry === undefined) return noFeatures;
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] };
}

/** The features' ids, each once, in the order they come in. */
function readIds(features: readonly MapGeoJSONFeature[]): number[] {
  return [...new Set(features.flatMap(({ id }) => (typeof id === 'number' ? [id] : [])))];
}

/** The one place that speaks to MapLibre. Everything it shows is told through its methods. */
export class MapView {
  readonly #map: LibreMap;
  readonly #failed = new FailedTiles();
  readonly #baseUrl: string;
  readonly #events: MapEvents;
  #content: DescribedContent | undefined;
  /** The content that is on its way, if any. */
  #awaited: Promise<DescribedContent | undefined> | undefined;
  #findingsShown: FindingsShown;
  #shownCategories: readonly string[] | undefined;
  #chosen: Record<ChosenPart, FeatureCollection> = {
    selection: noFeatures,
    chosenFinding: noFeatures,
    repair: noFeatures,
    point: noFeatures,
  };

  constructor(
    container: HTMLElement,
    options: {
      readonly baseUrl: string;
      readonly content: DescribedContent | undefined;
      readonly camera: Camera | undefined;
      readonly findingsShown: FindingsShown;
      readonly shownCategories: readonly string[] | undefined;
    },
    events: MapEvents,
  ) {
    this.#baseUrl = options.baseUrl;
    this.#events = events;
    this.#content = options.content;
    this.#findingsShown = options.findingsShown;
    this.#shownCategories = options.shownCategories;
    const map = new LibreMap({
      container,
      style: this.#style(),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      maxZoom,
      fadeDuration: 150,
      ...(options.camera === undefined
        ? {}
        : { center: [...options.camera.center] as [number, number], zoom: options.camera.zoom }),
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-right');
    map.setMissingStyleImageResolver((id) => {
      const image = drawMapImage(id);
      if (image !== undefined && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: imagePixelRatio });
      return Promise.resolve();
    });
    map.on('style.load', () => this.#applyAll());
    map.on('click', (event) => this.#pick(event));
    map.on('moveend', () => events.onmove(this.camera));
    map.on('dataloading', () => events.onbusy(true));
    map.on('idle', () => events.onbusy(false));
    // The moment the page was for; a test and the browser's own tools read it.
    if (options.content !== undefined) map.once('idle', () => performance.mark(firstMapMark));
    map.on('data', (event) => {
      if (event.dataType === 'source') this.#settle(event);
    });
    map.on('error', (event) => this.#fail(event));
    this.#map = map;
    // The element knows its map, so that a test or a person at the console can ask what is drawn.
    Object.assign(container, { mapView: this });
  }

  /** An address that failed and was not had since. */
  get failedUrl(): string | undefined {
    return this.#failed.url;
  }

  /** Asks again for the tiles that failed, and for them alone: all that is drawn stays. */
  retryFailed(): void {
    this.#failed.reload({
      refreshTiles: (sourceId, tiles) => {
        if (this.#map.getSource(sourceId) !== undefined) this.#map.refreshTiles(sourceId, tiles);
      },
      reloadSource: (sourceId) => {
        const source = this.#map.getSource(sourceId);
        if (source instanceof VectorTileSource) source.setUrl(source.url);
      },
    });
  }

  /** Whether the server now gives other addresses of tiles than those this map asks for. */
  async hasMoved(): Promise<boolean> {
    const content = this.#content;
    return content !== undefined && haveMoved(content, await describeContent(this.#baseUrl, content));
  }

  /** How many features a layer draws now, for tests and for the curious at the console. */
  countRendered(layerId: string): number {
    return this.#map.queryRenderedFeatures({ layers: [layerId] }).length;
  }

  /** How many features of a level the loaded tiles hold. */
  countLoaded(level: string): number {
    const filter: FilterSpecification = ['==', ['get', 'level'], level];
    return this.#map.querySourceFeatures(sourceIds.grids, { sourceLayer: tileLayers.grids, filter }).length;
  }

  /** True when everything asked for has come and is drawn. */
  get isIdle(): boolean {
    return this.#awaited === undefined && this.#map.loaded() && !this.#map.isMoving();
  }

  get camera(): Camera {
    const { lng, lat } = this.#map.getCenter().wrap();
    return { center: [lng, lat], zoom: this.#map.getZoom() };
  }

  /** Shows another territory, revision or audit; asks for all tiles again. */
  async showContent(described: Promise<DescribedContent> | undefined): Promise<void> {
    const awaited = Promise.resolve(described);
    this.#awaited = awaited;
    const content = await awaited;
    // A newer content came in between, or the map is gone.
    if (this.#awaited !== awaited) return;
    this.#awaited = undefined;
    this.#content = content;
    this.#failed.clear();
    this.#map.setStyle(this.#style(), { diff: false });
  }

  showFindings(shown: FindingsShown): void {
    this.#findingsShown = shown;
    for (const id of Object.values(findingIds)) {
      if (this.#map.getLayer(id) !== undefined) this.#map.setFilter(id, findingFilter(shown));
    }
  }

  /** Undefined shows every category. */
  showCategories(codes: readonly string[] | undefined): void {
    this.#shownCategories = codes;
    for (const id of [gridFillIds.element, elementPatternId]) {
      if (this.#map.getLayer(id) !== undefined) this.#map.setFilter(id, elementFilter(codes));
    }
  }

  showSelection(geometry: Geometry | undefined): void {
    this.#show('selection', asFeatures(geometry));
  }

  showFinding(geometry: Geometry | undefined): void {
    this.#show('chosenFinding', asFeatures(geometry));
  }

  /** A proposed repair: grids as they are and as they would become, told apart by the property `when`. */
  showRepair(outlines: FeatureCollection | undefined): void {
    this.#show('repair', outlines ?? noFeatures);
  }

  showPoint(point: LngLat | undefined): void {
    this.#show('point', asFeatures(point && { type: 'Point', coordinates: [...point] }));
  }

  /** Brings a box into the free part of the map; one with west > east lies on both sides of 180°. */
  fit([west, south, east, north]: Bbox, options: { readonly jump?: boolean } = {}): void {
    this.#takeSize();
    this.#map.fitBounds([west, south, west <= east ? east : east + 360, north], {
      padding: this.#padding(),
      maxZoom: fitMaxZoom,
      duration: options.jump === true ? 0 : 700,
      linear: false,
    });
  }

  jump({ center: [lng, lat], zoom }: Camera): void {
    this.#map.jumpTo({ center: [lng, lat], zoom });
  }

  zoomBy(steps: number): void {
    this.#map.easeTo({ zoom: this.#map.getZoom() + steps, duration: 250 });
  }

  /** Name of the map for assistive technology, in the page's language. */
  describe(label: string): void {
    this.#map.getCanvas().setAttribute('aria-label', label);
  }

  /** Picks as a click on the centre would. */
  pickCentre(): void {
    const center = this.#map.getCenter();
    this.#pick({ point: this.#map.project(center), lngLat: center });
  }

  remove(): void {
    this.#awaited = undefined;
    this.#map.remove();
  }

  #fail({ error, ...event }: ErrorEvent): void {
    const { sourceId, tile } = event as TileEvent;
    if (!(error instanceof AJAXError) || sourceId === undefined) {
      this.#events.onfault(error.message);
      return;
    }
    this.#failed.add(sourceId, tile?.tileID.canonical, error.url);
    this.#events.onfailure();
  }

  #settle({ sourceId, sourceDataType, tile }: MapSourceDataEvent): void {
    if (tile !== undefined)
      this.#failed.settle(sourceId, (tile as NonNullable<TileEvent['tile']>).tileID.canonical);
    else if (sourceDataType === 'metadata') this.#failed.settle(sourceId, undefined);
  }

  #style() {
    return mapStyle(this.#baseUrl, this.#content, lightTheme, this.#findingsShown);
  }

  /** A sheet may have come over the map in this very frame, and MapLibre measures itself only in the next. */
  #takeSize(): void {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const canvas = this.#map.getCanvas();
    if (canvas.clientWidth !== clientWidth || canvas.clientHeight !== clientHeight) this.#map.resize();
  }

  #padding(): PaddingOptions {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const edge = Math.min(64, Math.round(Math.min(clientWidth, clientHeight) / 7));
    return { top: edge, right: edge, bottom: edge, left: edge };
  }

  #show(which: ChosenPart, features: FeatureCollection): void {
    this.#chosen[which] = features;
    this.#apply(which);
  }

  #apply(which: ChosenPart): void {
    const source = this.#map.getSource(sourceIds[which]);
    if (source instanceof GeoJSONSource) void source.setData(this.#chosen[which]);
  }

  #applyAll(): void {
    for (const which of ['selection', 'chosenFinding', 'repair', 'point'] as const) this.#apply(which);
    this.showCategories(this.#shownCategories);
    this.showFindings(this.#findingsShown);
  }

  #pick({ point, lngLat }: Pick<MapMouseEvent, 'point' | 'lngLat'>): void {
    const layers = [findingIds.badge, findingIds.fill].filter((id) => this.#map.getLayer(id) !== undefined);
    const { x, y } = point;
    const hits = this.#map.queryRenderedFeatures(
      [
        [x - pickTolerancePixels, y - pickTolerancePixels],
        [x + pickTolerancePixels, y + pickTolerancePixels],
      ],
      { layers },
    );
    const badges = hits.filter(({ layer }) => layer.id === findingIds.badge);
    // Right of 180° the map counts on.
    const { lng, lat } = lngLat.wrap();
    this.#events.onpick([lng, lat], readIds(hits), readIds(badges));
  }
}
