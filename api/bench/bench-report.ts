import { cpus, loadavg } from 'node:os';

/** The middle of the values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The machine, its load (another process makes all figures worse, ratios less so) and what else is worth a line. */
export function printHead(...more: readonly string[]): void {
  const cpu = cpus();
  const [load = 0] = loadavg();
  const machine = `${cpu.length} × ${cpu[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}, load ${load.toFixed(1)} at the start`;
  process.stdout.write(`${[machine, ...more].join('\n')}\n\n`);
}

/** Columns as wide as their widest cell, the first to the left, the others to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
  process.stdout.write('\n');
}

/** Milliseconds with as many decimals as are worth reading. */
export function tellMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(1);
}

/** Whether a bar is met, with the figure. */
export function tellBar(name: string, value: number, most: number, unit = ''): void {
  const verdict = value <= most ? 'met' : 'MISSED';
  process.stdout.write(`${verdict.padEnd(6)}  ${name}: ${value.toFixed(2)}${unit} (bar ${most}${unit})\n`);
}

/** Whole number of at least 1 from a flag; undefined when it is not one. */
export function readCount(text: string): number | undefined {
  const count = Number(text);
  return Number.isInteger(count) && count >= 1 ? count : undefined;
}
