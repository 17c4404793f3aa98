/**
 * `node scripts/check-lock.js [FILE]`: every optional package that a locked package names (its builds for one platform
 * each) is in the lock too. npm leaves them out when it writes a lock beside a `node_modules` that lacks them, and then
 * `npm ci` of a fresh clone fails.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = process.argv[2] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(file, 'utf8'));
const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isLocked(place, name))
    .map(
      ([name, version]) => `${name}@${version}, which ${place || 'package.json'} names, is not in ${file}`,
    ),
);
for (const line of missing) process.stderr.write(`${line}\n`);
if (missing.length > 0)
  process.stderr.write(
    "Fix: delete node_modules and the lock's entries of the packages that name them, then `npm install`.\n",
  );
process.exitCode = missing.length > 0 ? 1 : 0;

/** As Node looks for a package: in the folder of who names it, then in each folder around it. */
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
