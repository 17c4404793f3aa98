/**
 * The page's types of the HTTP contract, made from the OpenAPI document that the server publishes.
 * `--check` only compares, and fails when `web/src/api/schema.d.ts` is not what the server says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot, say } from './prepare.js';

const target = join(projectRoot, 'web/src/api/schema.d.ts');
const { default: openapiTypescript, astToString } = await import('openapi-typescript');
const { buildOpenApiDocument } = await import(
  pathToFileURL(join(projectRoot, 'api/dist/routes/openapi.js')).href
);

const text = astToString(await openapiTypescript(buildOpenApiDocument()));
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    say('web/src/api/schema.d.ts is not what the server publishes: run `npm run check -- --fix`');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}
