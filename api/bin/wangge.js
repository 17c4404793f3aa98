#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(fileURLToPath(entry))) {
  process.stderr.write(
    'wangge: not built yet: run `npm start` (or `npm run check`) once in the project folder\n',
  );
  process.exit(2);
}
await import(entry.href);
