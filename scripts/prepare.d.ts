/** Compiles what changed of the API and the page. */
export function ensureBuilt(): Promise<void>;
