import type { z } from 'zod';
import { toWgs84 } from '../formats/convert-datum.js';
import { describeLocation } from '../lookup/describe-location.js';
import { Problem } from '../problem.js';
import type { Store, Territory } from '../store/types.js';
import { route, type Route } from './endpoint.js';
import type { LookupService } from './lookup-service.js';
import { resolveRevision, type RevisionAsked, type RevisionStore } from './resolve-revision.js';
import { lookupPoint } from './schemas/lookup.js';

export type LookupStore = RevisionStore & Pick<Store, 'listTerritories'>;

type Answer = z.input<(typeof lookupPoint)['answer']>;

interface Place {
  readonly lng: number;
  readonly lat: number;
}

const nowhere: Answer = {
  status: 'outside',
  territory: null,
  revision: null,
  element: null,
  outletArea: null,
  branch: null,
  county: null,
};

export function lookupRoutes(store: LookupStore, lookup: LookupService): Route[] {
  return [
    route(lookupPoint, async ({ query }) => {
      const { lng: askedLng, lat: askedLat, datum = 'wgs84', territory } = query;
      const [lng, lat] = toWgs84(askedLng, askedLat, datum);
      const place = { lng, lat };
      if (territory !== undefined) return { body: await answerFor(store, lookup, territory, query, place) };
      const territories = await store.listTerritories();
      const [only] = territories;
      if (only === undefined) return { body: nowhere };
      if (territories.length === 1)
        return { body: await answerFor(store, lookup, only.territoryId, query, place) };
      return { body: await answerAmong(store, lookup, territories, query, place) };
    }),
  ];
}

async function answerFor(
  store: LookupStore,
  lookup: LookupService,
  territoryId: string,
  asked: RevisionAsked,
  { lng, lat }: Place,
): Promise<Answer> {
  const revision = await resolveRevision(store, territoryId, asked);
  return describeLocation(territoryId, revision, await lookup.locate(territoryId, revision, lng, lat));
}

/** The territory that holds the point: one with a grid there before one with a gap there. */
async function answerAmong(
  store: LookupStore,
  lookup: LookupService,
  territories: readonly Territory[],
  asked: RevisionAsked,
  place: Place,
): Promise<Answer> {
  if (asked.revision !== undefined) {
    throw new Problem({
      type: 'territory-needed',
      status: 400,
      detail: `revision ${asked.revision} is given without a territory, and there are ${territories.length}.`,
      fix: 'Add territory, or leave revision out.',
      field: 'territory',
    });
  }
  let gap: Answer | undefined;
  for (const { territoryId, currentRevision, bbox } of territories) {
    const revision =
      asked.asOf === undefined ? currentRevision : await store.revisionAsOf(territoryId, asked.asOf);
    if (revision === null || revision === undefined) continue;
    // The box is that of the current revision: it tells nothing of an earlier one.
    if (asked.asOf === undefined && bbox !== null && !isInBox(bbox, place)) continue;
    const location = await lookup.locate(territoryId, revision, place.lng, place.lat);
    if (location.status === 'outside' || location.status === 'invalid') continue;
    const answer = describeLocation(territoryId, revision, location);
    if (location.status !== 'gap') return answer;
    gap ??= answer;
  }
  return gap ?? nowhere;
}

function isInBox([west, south, east, north]: NonNullable<Territory['bbox']>, { lng, lat }: Place): boolean {
  const isWithin = west <= east ? lng >= west && lng <= east : lng >= west || lng <= east;
  // +180 may belong to what begins at −180.
  return (lng === 180 || isWithin) && lat >= south && lat <= north;
}
