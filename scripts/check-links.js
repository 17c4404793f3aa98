/** Every relative link and picture of the Markdown files leads to a file that is there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot, say } from './prepare.js';

const files = execFileSync('git', ['ls-files', '*.md'], { cwd: projectRoot, encoding: 'utf8' })
  .trim()
  .split('\n');
const broken = files.flatMap((file) =>
  [...readFileSync(join(projectRoot, file), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/i.test(target) && !existsSync(join(projectRoot, dirname(file), target)))
    .map((target) => `${file}: ${target}`),
);
for (const link of broken) say(`leads nowhere: ${link}`);
process.exitCode = broken.length > 0 ? 1 : 0;
