import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

interface Rule {
  readonly name: string;
}
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: Rule[];
  options: Record<string, unknown>;
};

/** For each rule the smallest tree that breaks it: file → text. */
const fixtures: Record<string, Record<string, string>> = {
  'arrow-geometry': twoFiles('api/src/geometry/a.ts', 'api/src/hierarchy/b.ts'),
  'arrow-hierarchy': twoFiles('api/src/hierarchy/a.ts', 'api/src/coverage/b.ts'),
  'arrow-coverage': twoFiles('api/src/coverage/a.ts', 'api/src/store/b.ts'),
  'arrow-lookup': twoFiles('api/src/lookup/a.ts', 'api/src/coverage/b.ts'),
  'arrow-sample': twoFiles('api/src/sample/a.ts', 'api/src/jobs/b.ts'),
  'arrow-formats': twoFiles('api/src/formats/a.ts', 'api/src/store/b.ts'),
  'arrow-store': twoFiles('api/src/store/a.ts', 'api/src/formats/b.ts'),
  'arrow-tiles': twoFiles('api/src/tiles/a.ts', 'api/src/routes/b.ts'),
  'arrow-jobs': twoFiles('api/src/jobs/a.ts', 'api/src/routes/b.ts'),
  'arrow-operations': twoFiles('api/src/operations/a.ts', 'api/src/routes/b.ts'),
  'arrow-cli': twoFiles('api/src/cli/a.ts', 'api/src/routes/b.ts'),
  'arrow-routes': twoFiles('api/src/routes/a.ts', 'api/src/cli/b.ts'),
  'pg-in-store': onePackage('api/src/jobs/a.ts', 'pg'),
  'pglite-in-store': onePackage('api/src/jobs/a.ts', '@electric-sql/pglite'),
  'migrations-in-store': onePackage('api/src/cli/a.ts', 'node-pg-migrate'),
  'pino-in-operations': onePackage('api/src/routes/a.ts', 'pino'),
  'metrics-in-operations': onePackage('api/src/routes/a.ts', 'prom-client'),
  'express-in-routes': onePackage('api/src/jobs/a.ts', 'express'),
  'maplibre-in-map': onePackage('web/src/panels/a.ts', 'maplibre-gl'),
  'pure-uses-no-node': {
    'api/src/geometry/a.ts': `import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n`,
  },
  'web-imports-pure-only': twoFiles('web/src/map/a.ts', 'api/src/store/b.ts'),
  'no-circle': {
    'api/src/geometry/a.ts': `import { b } from './b.js';\nexport const a = (): unknown => b;\n`,
    'api/src/geometry/b.ts': `import { a } from './a.js';\nexport const b = (): unknown => a;\n`,
  },
  'declared-packages': onePackage('api/src/jobs/a.ts', 'fast-check', 'devDependencies'),
};

/** `from` imports only a type of `to`: type-only imports count. */
function twoFiles(from: string, to: string): Record<string, string> {
  const path = '../'.repeat(from.split('/').length - 1) + to.replace(/\.ts$/, '.js');
  return { [from]: `import type { B } from '${path}';\nexport type A = B;\n`, [to]: 'export type B = 1;\n' };
}

function onePackage(from: string, name: string, group = 'dependencies'): Record<string, string> {
  return {
    'package.json': JSON.stringify({ name: 'fixture', type: 'module', [group]: { [name]: '*' } }),
    [from]: `import * as library from '${name}';\nexport const a = library;\n`,
  };
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function writeTree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-arrows-'));
  folders.push(folder);
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries({
    'package.json': '{"name":"fixture","type":"module"}',
    ...files,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const baseDir = writeTree(files);
  const sources = Object.keys(files).filter((path) => path.endsWith('.ts'));
  const result = await cruise(sources, {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: config.forbidden } as never,
  });
  return (result.output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

describe('the import arrows', () => {
  it('have a fixture for every rule', () => {
    expect(Object.keys(fixtures).sort()).toEqual(config.forbidden.map((rule) => rule.name).sort());
  });

  it.each(Object.entries(fixtures))('%s refuses its fixture', async (name, files) => {
    expect(await brokenRules(files)).toContain(name);
  });

  it('let a store import geometry', async () => {
    expect(await brokenRules(twoFiles('api/src/store/a.ts', 'api/src/geometry/b.ts'))).toEqual([]);
  });
});
