import { keepRecent } from './keep-recent.js';

/**
 * A cache of things that take long to build: built once per key, and whoever asks meanwhile waits for the same
 * build. A build that fails is forgotten, so that the next request tries again.
 *
 * @param kept how many are kept, those used last
 */
export function shareBuilds<T>(kept: number): (key: string, build: () => Promise<T>) => Promise<T> {
  const builds = keepRecent<Promise<T>>(kept);
  return (key, build) => {
    const present = builds.get(key);
    if (present !== undefined) return present;
    const started = build();
    builds.set(key, started, 1);
    started.catch(() => {
      if (builds.get(key) === started) builds.delete(key);
    });
    return started;
  };
}
