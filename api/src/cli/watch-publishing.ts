import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';
import { shortageProblems } from './tell-shortage.js';

/** What becomes of the map during an import, for the case that the database is lost. */
export interface PublishingWatch {
  watch(store: Store): Store;
  /** The same error; where the database was lost it says what the map shows, and that the import may be repeated. */
  explain(error: unknown, territoryId: string): unknown;
}

type Fate = 'as-it-was' | 'unknown' | 'published' | 'layers-in-doubt';

export function watchPublishing(): PublishingWatch {
  let fate: Fate = 'as-it-was';
  let revision: number | undefined;
  return {
    watch: (store) => ({
      ...store,
      async publishRevision(territoryId, built) {
        fate = 'unknown';
        revision = built;
        await store.publishRevision(territoryId, built);
        fate = 'published';
      },
      replaceReference(...layers) {
        fate = 'layers-in-doubt';
        return store.replaceReference(...layers);
      },
      async sweepRevision(territoryId, built) {
        try {
          await store.sweepRevision(territoryId, built);
          if (built === revision) fate = 'as-it-was';
        } catch (error) {
          const isPublished = error instanceof Problem && error.details.type === 'revision-published';
          if (isPublished && built === revision) fate = 'published';
          throw error;
        }
      },
    }),
    explain(error, territoryId) {
      if (!(error instanceof Problem) || !isShortage(error)) return error;
      const { detail, fix = '' } = error.details;
      return new Problem(
        {
          ...error.details,
          detail: `${detail} ${describeFate(fate, territoryId, revision)}`,
          fix: fix.replace('the same command', 'the same import'),
        },
        { cause: error.cause },
      );
    },
  };
}

function isShortage({ details }: Problem): boolean {
  return shortageProblems.some((type) => type === details.type);
}

function describeFate(fate: Fate, territoryId: string, revision: number | undefined): string {
  if (fate === 'as-it-was')
    return `The map of ${territoryId} is as it was, and nothing half-written is shown.`;
  if (fate === 'layers-in-doubt')
    return `The grids of ${territoryId} are as they were, and so are its layers, or one is whole as the file has it.`;
  if (fate === 'published')
    return `Revision ${revision} of ${territoryId} is published and whole; what follows it (the report, the audit) is missing.`;
  return `Whether revision ${revision} of ${territoryId} was published in that moment is not known; the map is whole, as it was or as the files have it.`;
}
