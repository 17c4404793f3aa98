import type { AuditRun, Store } from '../store/types.js';
import { chooseRun } from './choose-run.js';
import { chooseTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { findingFilterFlags, readFindingFilter } from './finding-flags.js';
import { commonFlags, databaseFlags } from './flag.js';
import { listFindings, readForm } from './list-findings.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readText } from './read-flags.js';
import { readUpdate, updateFindings } from './update-findings.js';
import { usageError } from './usage-error.js';

/** Flags that only one of the two verbs has. */
const listFlags = ['geojson', 'csv', 'limit', 'out', 'force'];
const updateFlags = ['all', 'assign', 'due', 'state', 'note', 'waive', 'until', 'unwaive'];

export const findingsCommand: Command = {
  name: 'findings',
  about: 'list what audits found, hand it out as work, accept it as it is',
  usage: [
    'findings [list] [--territory NAME] [FILTER …] [--json | --geojson | --csv] [--out FILE]',
    'findings update ID… | FILTER … | --all  [--assign NAME] [--due DATE] [--state STATE] [--note TEXT]\n' +
      '                  [--waive REASON [--until DATE] | --unwaive]',
  ],
  flags: {
    territory: { value: 'NAME', about: 'the map; needed only when there are several' },
    audit: { value: 'N', about: 'the run (default: the newest of the present revision)' },
    ...findingFilterFlags,
    limit: { value: 'N', about: 'findings to show in text (default: 20)' },
    json: { about: 'print JSON: the list, or how many were changed' },
    geojson: { about: 'print the list as GeoJSON' },
    csv: { about: 'print the list as CSV, with a byte order mark and codes as text' },
    out: { value: 'FILE', about: 'write the list there instead of stdout, whole or not at all' },
    force: { about: 'write over an existing FILE' },
    all: { about: 'update every finding of the run' },
    assign: { value: 'NAME', about: 'who is to mend it; - for nobody' },
    due: { value: 'DATE', about: 'until when, as 2027-01-31; - for no day' },
    state: { value: 'STATE', choices: ['open', 'in-progress', 'done'], about: 'how far the work is' },
    note: { value: 'TEXT', about: 'a note; earlier ones stay' },
    waive: { value: 'REASON', about: 'accept it as it is, until the place changes' },
    until: { value: 'DATE', about: 'and no longer than through this day, by the time zone of this machine' },
    unwaive: { about: 'withdraw the waiver' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Work and waivers stay with their own place from run to run. A waiver ends for good when an audit\n' +
      'shows the place changed or gone, or when its day is over; a finding that is waived does not count as an open error.',
    'Exit codes: 0 done, 1 some of the IDs are no findings of the run, 2 usage or input error.',
    'Examples:\n' +
      '  wangge findings --territory sample --severity error --status open\n' +
      '  wangge findings --change gone --csv --out gone.csv\n' +
      '  wangge findings update 17 18 --assign 张三 --due 2027-01-31 --note 现场核实\n' +
      '  wangge findings update --size-class noise --parent 420302001 --waive 拼接噪声 --until 2027-06-30',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    const [verb = 'list', ...rest] = line.positionals;
    if (verb === 'list') return runList(line, rest, context);
    if (verb === 'update') return runUpdate(line, rest, context);
    throw usageError(`wangge findings has no "${verb}"`, 'say list or update');
  },
};

async function runList(line: CommandLine, rest: readonly string[], context: CommandContext): Promise<number> {
  if (rest[0] !== undefined)
    throw usageError(`wangge findings list takes no "${rest[0]}"`, 'see wangge findings --help');
  refuseFlags(line, updateFlags, 'update');
  // Told before a database is opened.
  readFindingFilter(line.flags);
  readForm(line.flags);
  await withRun(line, context, (store, run) => listFindings(store, run, line.flags, context));
  return exitCodes.clean;
}

async function runUpdate(
  line: CommandLine,
  ids: readonly string[],
  context: CommandContext,
): Promise<number> {
  refuseFlags(line, listFlags, 'list');
  const wanted = readUpdate(ids, line.flags);
  const missing = await withRun(line, context, (store, run) =>
    updateFindings(store, run, wanted, line.flags, context),
  );
  return missing > 0 ? exitCodes.findings : exitCodes.clean;
}

function withRun<T>(
  line: CommandLine,
  context: CommandContext,
  work: (store: Store, run: AuditRun) => Promise<T>,
): Promise<T> {
  const named = readNumber(line.flags, 'audit', { least: 1, most: Number.MAX_SAFE_INTEGER, whole: true });
  return withStore(line.flags, context, async (store) => {
    const territoryId = await chooseTerritory(store, readText(line.flags, 'territory'));
    return work(store, await chooseRun(store, territoryId, named));
  });
}

function refuseFlags(line: CommandLine, names: readonly string[], verb: string): void {
  for (const name of names) {
    if (name in line.flags) throw usageError(`--${name} belongs to wangge findings ${verb}`, 'leave it out');
  }
}
