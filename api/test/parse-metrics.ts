const metricLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/y;

/**
 * Series of a Prometheus text (0.0.4), by name and labels as they stand. Strict: every line is understood, every series
 * belongs to a declared metric and stands once.
 */
export function parseMetrics(text: string): Map<string, number> {
  if (!text.endsWith('\n')) throw new Error('The text does not end with a line feed');
  const types = new Map<string, string>();
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (type !== null) {
      if (types.has(type[1]!)) throw new Error(`${type[1]!} is declared twice`);
      types.set(type[1]!, type[2]!);
      continue;
    }
    const [, name = '', labels, value] = metricLine.exec(line) ?? [];
    if (name === '') throw new Error(`Not understood: ${line}`);
    const base = name.replace(/_(bucket|sum|count)$/, '');
    if (!types.has(name) && !['histogram', 'summary'].includes(types.get(base) ?? ''))
      throw new Error(`${name} is not declared`);
    if (labels !== undefined) requireLabels(labels);
    const key = labels === undefined ? name : `${name}{${labels}}`;
    if (series.has(key)) throw new Error(`${key} stands twice`);
    series.set(key, readValue(value));
  }
  return series;
}

function requireLabels(labels: string): void {
  label.lastIndex = 0;
  while (label.lastIndex < labels.length) {
    const from = label.lastIndex;
    if (label.exec(labels) === null) throw new Error(`Not understood at ${from}: ${labels}`);
  }
}

function readValue(text = ''): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  // As Prometheus reads it, in any case; prom-client writes "Nan".
  if (/^nan$/i.test(text)) return NaN;
  if (text !== '' && !Number.isNaN(Number(text))) return Number(text);
  throw new Error(`${text} is no value`);
}
