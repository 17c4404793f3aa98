/** Compiles the server and builds the page where their sources changed; the packages must be installed. */
import { ensureBuilt, requireNode } from './prepare.js';

requireNode();
await ensureBuilt();
