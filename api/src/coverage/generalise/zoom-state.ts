import { drawingRules, type ZoomState } from './drawing-types.js';
import type { ZoomDraft } from './zoom-draft.js';

/** How a draft was made beyond its rules, in the order of its places. */
export function writeZoomState({ map, tries, moves }: ZoomDraft): ZoomState {
  const { vertices, arcs } = map.topology;
  const givenBack: [number, number, number, number, number][] = [];
  for (let arc = 0; arc < tries.length; arc += 1) {
    if (tries[arc] === 0) continue;
    const [first, second] = arcs[arc]! as unknown as [number, number];
    givenBack.push([
      vertices.xOf(first),
      vertices.yOf(first),
      vertices.xOf(second),
      vertices.yOf(second),
      tries[arc]!,
    ]);
  }
  const moved = [...moves].map(([vertex, [east, north]]): [number, number, number, number] => [
    vertices.xOf(vertex),
    vertices.yOf(vertex),
    east,
    north,
  ]);
  return {
    rules: drawingRules,
    givenBack: givenBack.sort(compareNumbers),
    moved: moved.sort(compareNumbers),
  };
}

/** Makes a new draft as a state says; what names a place that the map does not have is left out. */
export function readZoomState({ map, tries, moves }: ZoomDraft, state: ZoomState): void {
  const { vertices } = map.topology;
  for (const [x1, y1, x2, y2, times] of state.givenBack) {
    const first = vertices.find(x1, y1);
    const second = vertices.find(x2, y2);
    if (first < 0 || second < 0) continue;
    const arc = map.topology.find(first, second);
    if (arc !== undefined) tries[arc] = times;
  }
  for (const [x, y, east, north] of state.moved) {
    const vertex = vertices.find(x, y);
    if (vertex >= 0) moves.set(vertex, [east, north]);
  }
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return 0;
}
