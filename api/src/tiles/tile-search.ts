import type { TileScope } from './create-tile-service.js';
import type { TileSource } from './describe-source.js';

/**
 * The query of a tile: all that its bytes depend on beside its place, and nothing else, so that equal tiles have equal
 * addresses. Reference layers have no revision.
 */
export function tileSearch(source: TileSource, scope: TileScope): string {
  const search = new URLSearchParams({ territory: scope.territoryId });
  if (source !== 'reference') search.set('revision', String(scope.revision));
  if (scope.auditId !== undefined) search.set('audit', String(scope.auditId));
  return search.toString();
}
