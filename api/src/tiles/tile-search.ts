import type { TileScope } from './create-tile-service.js';
import type { TileSource } from './describe-source.js';

/**
 * The query of a tile: all that its bytes depend on beside its place, and nothing else, so that equal tiles have equal
 * addresses. Numbers alone do not say which map: after a restore they are given again, and other drawing rules draw a
 * revision anew; so it also names when that was made. Reference layers have no revision.
 */
export function tileSearch(source: TileSource, scope: TileScope): string {
  const search = new URLSearchParams({ territory: scope.territoryId });
  if (source !== 'reference') search.set('revision', String(scope.revision));
  if (scope.auditId !== undefined) search.set('audit', String(scope.auditId));
  if (source !== 'reference' && scope.madeMs !== undefined) search.set('made', String(scope.madeMs));
  return search.toString();
}
