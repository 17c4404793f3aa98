import { categories, categoryClasses } from '../hierarchy/categories.js';
import type { Store } from '../store/types.js';
import { route, type Route } from './endpoint.js';
import { requireTerritory } from './resolve-revision.js';
import { listCategories, listFindingKinds } from './schemas/registry.js';

export type RegistryStore = Pick<Store, 'getTerritory' | 'listCategories' | 'listFindingKinds'>;

const defaultCategories = categories.map((category, index) => ({ ordinal: index + 1, ...category }));

export function registryRoutes(store: RegistryStore): Route[] {
  return [
    route(listCategories, async ({ query }) => {
      if (query.territory !== undefined) await requireTerritory(store, query.territory);
      const items =
        query.territory === undefined ? defaultCategories : await store.listCategories(query.territory);
      return { body: { items: [...items], classes: [...categoryClasses] } };
    }),
    route(listFindingKinds, async () => ({ body: { items: await store.listFindingKinds() } })),
  ];
}
