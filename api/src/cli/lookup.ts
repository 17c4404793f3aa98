import { datums, type Datum } from '../formats/convert-datum.js';
import { findRevision } from '../jobs/find-revision.js';
import { lookupPoint } from '../jobs/lookup-point.js';
import type { PointAnswer } from '../lookup/describe-location.js';
import { chooseTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { plainText } from './draw-table.js';
import { commonFlags, databaseFlags } from './flag.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';

export const lookupCommand: Command = {
  name: 'lookup',
  about: 'tell which grids a point is in',
  usage: ['lookup LNG LAT [--datum DATUM] [--territory NAME]'],
  flags: {
    datum: { value: 'DATUM', choices: datums, about: 'datum of the point (default: wgs84)' },
    territory: { value: 'NAME', about: 'the map to ask; needed only when there are several' },
    revision: { value: 'N', about: 'the published revision (default: the present one)' },
    json: { about: 'print the answer as JSON' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Degrees, longitude first. Exit codes: 0 inside one grid, 1 in a gap, in an overlap or outside, 2 usage or input error.',
    'Example:\n  wangge lookup 110.798 32.629 --datum gcj02 --territory sample',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    const point = readPoint(line);
    const wanted = readNumber(line.flags, 'revision', { least: 1, most: 2 ** 31 - 1, whole: true });
    const answer = await withStore(line.flags, context, async (store) => {
      const territoryId = await chooseTerritory(store, readText(line.flags, 'territory'));
      const revision = await findRevision(store, territoryId, wanted);
      return lookupPoint(store, territoryId, revision, point, context.signal);
    });
    context.progress.clear();
    await context.write(
      readSwitch(line.flags, 'json') ? `${JSON.stringify(answer, null, 2)}\n` : describe(answer),
    );
    return answer.status === 'inside' ? exitCodes.clean : exitCodes.findings;
  },
};

function readPoint(line: CommandLine): { lng: number; lat: number; datum: Datum } {
  const [lng, lat, ...more] = line.positionals;
  if (lng === undefined || lat === undefined || more.length > 0) {
    throw usageError('lookup needs a longitude and a latitude', 'for example wangge lookup 110.798 32.629');
  }
  const datum = (readText(line.flags, 'datum') ?? 'wgs84') as Datum;
  return { lng: readDegrees('longitude', lng, 180), lat: readDegrees('latitude', lat, 90), datum };
}

function readDegrees(what: string, text: string, most: number): number {
  const degrees = text.trim() === '' ? Number.NaN : Number(text);
  if (Math.abs(degrees) <= most) return degrees;
  throw usageError(
    `the ${what} "${text}" is not a number from -${most} to ${most}`,
    'give degrees, longitude first',
  );
}

function describe(answer: PointAnswer): string {
  const { element, nearest } = answer;
  const rows: [string, { code: string; name: string } | null][] = [
    ['element', element],
    ['outlet area', answer.outletArea],
    ['branch', answer.branch],
    ['county', answer.county],
  ];
  const lines = [
    `${answer.status} (revision ${answer.revision} of ${answer.territory})`,
    ...rows.flatMap(([what, grid]) =>
      grid === null ? [] : [`${what.padEnd(12)} ${plainText(grid.code)}  ${plainText(grid.name)}`.trimEnd()],
    ),
    ...(element === null || element.category === null ? [] : [`category     ${element.category}`]),
    ...(answer.candidates === undefined ? [] : [`candidates   ${answer.candidates.join(', ')}`]),
    ...(nearest === undefined
      ? []
      : [`nearest      ${nearest.level} ${nearest.code}, ${nearest.distanceMetres} m away`]),
  ];
  return `${lines.join('\n')}\n`;
}
