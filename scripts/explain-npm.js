/** Error lines of npm that are shown: what follows the reason is usage and advice for another situation. */
const mostLines = 8;

/** Begins npm's usage text, which follows its reason. */
const usageHead = /^(Clean install a project|Usage:)/;

const advice = [
  [
    /EUSAGE|in sync|Missing: |Invalid: /,
    'package.json and package-lock.json do not belong together: take both from one commit (git status shows which was changed).',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i,
    'The package registry cannot be reached: check the connection and `npm config get registry`.',
  ],
  [/EACCES|EPERM|EROFS/, 'A file cannot be written: check who owns this folder and node_modules.'],
  [/ENOSPC/, 'The disk is full: make room.'],
];

/**
 * Why npm failed and what to do, in few lines, from all that it wrote to stderr.
 *
 * @param {readonly string[]} lines
 */
export function explainNpm(lines) {
  const errors = lines.map(toError).filter((line) => line !== undefined && line.trim() !== '');
  const end = errors.findIndex((line) => usageHead.test(line));
  const reason = (end === -1 ? errors : errors.slice(0, end)).slice(0, mostLines);
  const text = reason.join('\n');
  const [, known] = advice.find(([pattern]) => pattern.test(text)) ?? [];
  return [
    ...reason.map((line) => `  ${line}`),
    `Fix: ${known ?? '`npm ci` shows all that npm says of it.'} Then run this again.`,
  ];
}

/** True for a line in which npm tells of an error; such lines are kept back until it is known what became of it. */
export function isNpmError(line) {
  return toError(line) !== undefined;
}

function toError(line) {
  return /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1];
}
