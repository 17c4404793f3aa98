/**
 * The arrows of the structure: geometry ← hierarchy, coverage, lookup, sample ← formats, store ← jobs ←
 * routes, cli ← app. Every rule here has a fixture under scripts/fixtures/arrows that must break it.
 * Type-only imports count (`tsPreCompilationDeps`).
 */

/** Folders of api/src that a folder may import, itself and `problem.ts` aside. */
const mayImport = {
  geometry: [],
  hierarchy: ['geometry'],
  coverage: ['geometry', 'hierarchy'],
  lookup: ['geometry', 'hierarchy'],
  sample: ['geometry', 'hierarchy'],
  formats: ['geometry', 'hierarchy', 'coverage', 'lookup', 'sample'],
  store: ['geometry', 'hierarchy', 'coverage', 'lookup', 'sample'],
  tiles: ['geometry', 'hierarchy', 'coverage', 'lookup', 'store'],
  jobs: ['geometry', 'hierarchy', 'coverage', 'lookup', 'sample', 'formats', 'store'],
  operations: ['store', 'tiles'],
  cli: ['geometry', 'hierarchy', 'coverage', 'lookup', 'sample', 'formats', 'store', 'jobs', 'operations'],
  routes: ['geometry', 'hierarchy', 'coverage', 'lookup', 'formats', 'store', 'tiles', 'jobs', 'operations'],
};

/** Single files that a folder may import beside those. */
const mayImportFiles = { cli: ['server'] };

const pure = 'geometry|hierarchy|coverage|lookup|sample';
const test = '\\.test\\.ts$';

const arrows = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `arrow-${folder}`,
  comment: `api/src/${folder} imports only ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} of ours`,
  severity: 'error',
  from: { path: `^api/src/${folder}/`, pathNot: test },
  to: {
    path: '^(api|web|scripts)/',
    pathNot: `^api/src/((${['problem', ...(mayImportFiles[folder] ?? [])].join('|')})\\.ts$|(${[folder, ...allowed].join('|')})/)`,
  },
}));

const owner = (name, library, folder) => ({
  name,
  comment: `${folder} is the only place that imports ${library}`,
  severity: 'error',
  from: { path: '^(api/src|web/src)/', pathNot: `^${folder}|${test}` },
  to: { path: `(^|/)node_modules/${library}(/|$)` },
});

module.exports = {
  forbidden: [
    ...arrows,
    owner('pg-in-store', '(pg|@types/pg)', 'api/src/store/'),
    owner('pglite-in-store', '@electric-sql', 'api/src/store/'),
    owner('migrations-in-store', 'node-pg-migrate', 'api/src/store/'),
    owner('pino-in-operations', 'pino', 'api/src/operations/'),
    owner('metrics-in-operations', 'prom-client', 'api/src/operations/'),
    owner('express-in-routes', '(express|@types/express)', 'api/src/(routes/|app\\.ts$)'),
    owner('maplibre-in-map', 'maplibre-gl', 'web/src/map/'),
    {
      name: 'pure-uses-no-node',
      comment: 'pure folders run in the browser too: no Node module',
      severity: 'error',
      from: { path: `^api/src/(${pure})/`, pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-imports-pure-only',
      comment: 'the page imports the pure folders of the api and nothing else of it',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^api/', pathNot: `^api/(src|dist)/(${pure})/` },
    },
    {
      name: 'no-circle',
      comment: 'no file imports itself through others',
      severity: 'error',
      from: { path: '^(api|web)/src/' },
      to: { circular: true },
    },
    {
      name: 'declared-packages',
      comment: 'product code uses no package that only tests install',
      severity: 'error',
      from: { path: '^(api|web)/src/', pathNot: test },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        dependencyTypesNot: ['type-only'],
        // Only types stand behind these two names, which the cruiser cannot follow.
        pathNot: '^(geojson|\\./schema\\.js)$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^api/dist' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
    },
  },
};
