import type { Grid } from '../../src/coverage/types.js';
import { generateSample } from '../../src/sample/generate-sample.js';
import { parentLevel, type Level } from '../../src/hierarchy/levels.js';

/** A clean city and who borders whom in it. */
export interface City {
  readonly grids: readonly Grid[];
  readonly elements: readonly Grid[];
  /** Any grid above the element, by level and code; elements too. */
  readonly find: (level: Level, code: string) => Grid | undefined;
  readonly childrenOf: (parent: Grid) => readonly Grid[];
  /** The element that has the edge from a to b in this direction. */
  readonly ownerOf: (ax: number, ay: number, bx: number, by: number) => Grid | undefined;
  /** Elements that share an edge with an element. */
  readonly neighboursOf: (element: Grid) => readonly Grid[];
}

/** The sample city without any defect, at its full size. */
export function makeCity(elements?: number): City {
  const steps = generateSample({ seed: 1, ...(elements === undefined ? {} : { elements }) });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return indexCity(step.value.grids);
  }
}

export function indexCity(grids: readonly Grid[]): City {
  const elements = grids.filter((grid) => grid.level === 'element');
  const byCode = new Map(grids.map((grid) => [`${grid.level} ${grid.code}`, grid]));
  const children = new Map<Grid, Grid[]>();
  const owners = new Map<string, Grid>();
  for (const grid of grids) {
    if (grid.level === 'territory') continue;
    const above = parentLevel(grid.level);
    const parent =
      above === 'territory'
        ? grids.find((other) => other.level === 'territory')
        : byCode.get(`${above} ${grid.parentCode}`);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), grid]);
  }
  for (const element of elements) {
    for (const ring of element.geometry.flat()) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        owners.set(`${ring[at]},${ring[at + 1]},${ring[at + 2]},${ring[at + 3]}`, element);
      }
    }
  }
  const ownerOf: City['ownerOf'] = (ax, ay, bx, by) => owners.get(`${ax},${ay},${bx},${by}`);
  return {
    grids,
    elements,
    find: (level, code) => byCode.get(`${level} ${code}`),
    childrenOf: (parent) => children.get(parent) ?? [],
    ownerOf,
    neighboursOf: (element) => {
      const around = new Set<Grid>();
      for (const ring of element.geometry.flat()) {
        for (let at = 0; at + 3 < ring.length; at += 2) {
          const other = ownerOf(ring[at + 2]!, ring[at + 3]!, ring[at]!, ring[at + 1]!);
          if (other !== undefined) around.add(other);
        }
      }
      return [...around];
    },
  };
}
