import type { Geometry } from 'geojson';
import type { components } from './schema.js';

/** The resources of `/api/v1` as the published contract describes them; `schema.d.ts` is generated from it. */
type Schemas = components['schemas'];

/** The contract leaves the nesting of coordinates open; GeoJSON (RFC 7946) settles it. */
type WithGeometry<Resource extends { geometry: unknown }> = Omit<Resource, 'geometry'> & {
  geometry: Geometry;
};

export type LocalText = Schemas['Territory']['name'];

/** `[west, south, east, north]` in degrees. */
export type Bbox = readonly [west: number, south: number, east: number, north: number];

export type LngLat = readonly [lng: number, lat: number];

export type Territory = Schemas['Territory'];
export type CategoryRegistry = Schemas['Categories'];
export type FindingKindItem = Schemas['FindingKinds']['items'][number];
export type Grid = Schemas['Grid'];
export type GridFeature = WithGeometry<Schemas['GridFeature']>;
export type GridPage = Schemas['GridPage'];
export type CoverageSummary = Schemas['CoverageSummary'];
export type CountySummary = Schemas['CountySummary'];
export type FindingItem = WithGeometry<Schemas['Finding']>;
export type FindingChange = Schemas['FindingChange'];
export type AuditRun = Schemas['AuditRun'];
export type FindingPage = Omit<Schemas['FindingPage'], 'items'> & { items: FindingItem[] };
export type FindingTally = Schemas['FindingTally'];
export type FindingFilter = Schemas['FindingFilter'];
export type NoiseGroup = Schemas['NoiseGroup'];
export type FindingChanges = Omit<Schemas['FindingChanges'], 'items'> & { items: FindingItem[] };
export type Audit = Schemas['Audit'];
export type Certificate = Schemas['Certificate'];
export type RepairAnswer = Schemas['RepairAnswer'];
export type RepairChange = Schemas['RepairChange'];
export type LookupAnswer = Schemas['LookupAnswer'];
