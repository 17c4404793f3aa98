import type { Logger } from './create-logger.js';

/** The steps of a start and its notes as lines of the log: a step is one line, however often it says how far it is. */
export function tellStart(logger: Logger): {
  onProgress(progress: { readonly step: string }): void;
  note(line: string): void;
} {
  let last = '';
  return {
    onProgress: ({ step }) => {
      if (step !== last) logger.info(step);
      last = step;
    },
    note: (line) => {
      if (line.startsWith('warning: ')) logger.warn(line.slice('warning: '.length));
      else logger.info(line);
    },
  };
}
