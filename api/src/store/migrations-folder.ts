import { fileURLToPath } from 'node:url';

/** Plain `.sql` files. The same distance from `src/store` and from `dist/store`. */
export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));
