import type { CategoryClass } from '../../hierarchy/categories.js';
import type { FindingKind } from '../../hierarchy/finding-kinds.js';

/** One light hue per class, so that the findings stand out. */
export const classFills: Readonly<Record<CategoryClass | 'none', string>> = {
  industry: '#cfe0f2',
  cluster: '#eed7e7',
  'non-cluster': '#f7edb9',
  community: '#f8dcc5',
  vacant: '#d2e8db',
  none: '#e4e6e8',
};

const otherColour = '#4b5563';

const kindColours: Readonly<Partial<Record<FindingKind, string>>> = {
  gap: '#d0002f',
  overlap: '#6d13b8',
  'outside-parent': '#00616b',
};

/** The colour of a kind: the three that have an area their own, all others one. */
export function colourOf(kind: FindingKind): string {
  return kindColours[kind] ?? otherColour;
}

export const noiseColour = '#7d8590';

/** The page's style sheet: no font and no image from anywhere. */
export const pageStyle = `
:root { color-scheme: light; --ink: #1f2630; --soft: #5a6472; --line: #d5dae0; --paper: #fff; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 24px 24px 64px; color: var(--ink); background: var(--paper);
  font: 14px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; }
h1 { font-size: 24px; margin: 0 0 2px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 10px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
p { margin: 6px 0; }
.soft, small { color: var(--soft); }
.verdict { margin: 16px 0; padding: 14px 18px; border-radius: 8px; font-size: 17px; color: #fff; background: #b00020; }
.verdict.clean { background: #17693a; }
.verdict strong { font-size: 21px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 130px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 8px; }
.figures b { display: block; font-size: 20px; font-variant-numeric: tabular-nums; }
.figures span { color: var(--soft); font-size: 12px; }
.map { border: 1px solid var(--line); border-radius: 8px; background: #f7f8f9; padding: 8px; }
.map > svg { display: block; width: 100%; height: auto; max-height: 900px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 6px; }
.legend svg { flex: none; }
.insets { display: grid; grid-template-columns: repeat(auto-fill, minmax(255px, 1fr)); gap: 14px; }
.insets figure { margin: 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.insets svg { display: block; width: 100%; height: auto; background: #f7f8f9; }
.insets figcaption { padding: 8px 10px; font-size: 12.5px; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 5px 9px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: 12px/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px; }
.tag { display: inline-block; min-width: 20px; padding: 0 5px; border-radius: 10px; color: #fff; text-align: center; font-size: 12px; }
@media print { body { max-width: none; padding: 0; } .insets figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
`;
