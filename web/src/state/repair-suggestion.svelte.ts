import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { Api, RepairWish } from '../api/create-api.js';
import type { FindingItem, RepairAnswer } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** Grids whose present border is drawn beside the proposed one; a proposal rarely changes more than four. */
const mostBefore = 24;

/** A proposal, or why there is none, with the grids as they are now. */
export interface ShownRepair {
  readonly answer: RepairAnswer;
  readonly wish: RepairWish;
  /** One feature for a grid as it is (`when` before) and one as it would become (`after`). */
  readonly outlines: FeatureCollection;
}

/** A proposed repair of one finding. Nothing is changed by asking for it. */
export class RepairSuggestion {
  readonly shown = new Remote<ShownRepair>();
  findingId = $state<number>();
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Asks for the repair of a finding, as the method decides or as it is wished. */
  async ask(territoryId: string, finding: FindingItem, wish: RepairWish): Promise<void> {
    if (this.findingId !== finding.findingId) this.shown.clear();
    this.findingId = finding.findingId;
    await this.shown.load(async (signal) => {
      const answer = await this.#api.readProposal(territoryId, finding.findingId, wish, signal);
      const changes = answer.proposal?.changes ?? [];
      const present = await Promise.all(
        changes
          .slice(0, mostBefore)
          .map(({ code, level }) =>
            this.#api.readGridByCode(territoryId, code, level, signal, answer.revision),
          ),
      );
      const features = [
        ...present.map(({ geometry, properties }) => outline('before', properties.code, geometry)),
        // The contract leaves the nesting of coordinates open; GeoJSON (RFC 7946) settles it.
        ...changes.map(({ code, geometry }) => outline('after', code, geometry as Geometry)),
      ];
      return { answer, wish, outlines: { type: 'FeatureCollection' as const, features } };
    });
  }

  clear(): void {
    this.findingId = undefined;
    this.shown.clear();
  }
}

function outline(when: 'before' | 'after', code: string, geometry: Geometry): Feature {
  return { type: 'Feature', properties: { when, code }, geometry };
}

/** The proposal as a file: the grids as they would become, what each gains and loses in its properties. */
export function proposalFile({ answer }: ShownRepair): FeatureCollection {
  const { proposal, identity, revision } = answer;
  return {
    type: 'FeatureCollection',
    features: (proposal?.changes ?? []).map(({ geometry, ...gains }) => ({
      type: 'Feature',
      properties: { ...gains, method: proposal?.method, finding: identity, revision },
      geometry: geometry as Geometry,
    })),
  };
}

/** The same wish as the command line takes it in a file, by the finding's identity; undefined where none was made. */
export function wishesFile({ answer, wish }: ShownRepair): Readonly<Record<string, unknown>> | undefined {
  const { give, keep } = wish;
  if (keep !== undefined) return { [answer.identity]: { keep } };
  if (give === undefined) return undefined;
  return { [answer.identity]: { give: give === 'split' ? give : { to: give } } };
}
