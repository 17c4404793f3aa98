import type { Category } from '../hierarchy/categories.js';
import type { Projection } from './projection.js';
import type { Mesh } from './build-mesh.js';
import type { Random } from './create-random.js';
import type { ElementFacts } from './gather-elements.js';
import type { Sites } from './place-sites.js';
import type { Town } from './place-towns.js';

/** A house on its site: centre and half sizes as parts of the room around the site, along and across the street. */
type Footprint = readonly [along: number, across: number, halfLength: number, halfWidth: number];

const slabs: readonly Footprint[] = [
  [0, 0.42, 0.66, 0.17],
  [0, -0.32, 0.66, 0.17],
];
const tower: readonly Footprint[] = [[0, 0, 0.46, 0.42]];
const hall: readonly Footprint[] = [[0, 0, 0.7, 0.6]];
const rowOfShops: readonly Footprint[] = [
  [-0.38, 0, 0.3, 0.5],
  [0.38, 0.05, 0.3, 0.5],
];
const yard: readonly Footprint[] = [
  [0, 0.48, 0.64, 0.16],
  [-0.5, -0.15, 0.14, 0.4],
];

const footprints: Readonly<Partial<Record<Category, readonly Footprint[]>>> = {
  government: yard,
  finance: tower,
  'large-enterprise': hall,
  sme: rowOfShops,
  hotel: tower,
  tourism: [[0.1, 0.1, 0.25, 0.2]],
  school: yard,
  hospital: yard,
  'internet-cafe': rowOfShops,
  'industrial-park': hall,
  'office-building': tower,
  'specialised-market': hall,
  'street-shops': rowOfShops,
  other: hall,
  'residential-compound': slabs,
  'residential-mixed': slabs,
  'public-facility': [[0, 0, 0.35, 0.3]],
};

/** Houses of a village around its heart, and of each other hamlet. */
const heartHouses = 5;
const hamletHouses = 3;

/**
 * The outlines of the houses as closed rings of lattice points (x and y in turn): on every site of a built-up
 * element what its category builds, along the town's streets; hamlets in every village. Parks and vacant land
 * have none. A house stays inside the room of its site, so none stands on a street or in a river.
 */
export function layBuildings(
  mesh: Mesh,
  sites: Sites,
  elements: ElementFacts,
  categories: readonly Category[],
  hamlets: readonly (readonly number[])[],
  towns: readonly Town[],
  projection: Projection,
  random: Random,
): number[][] {
  const rooms = measureRooms(mesh, sites);
  const houses: number[][] = [];
  const build = (
    site: number,
    angle: number,
    room: number,
    [along, across, length, width]: Footprint,
  ): void => {
    const u = { x: Math.cos(angle), y: Math.sin(angle) };
    const corner = (a: number, b: number): readonly [number, number] =>
      projection.toLattice(
        (sites.xs[site] as number) + room * (a * u.x - b * u.y),
        (sites.ys[site] as number) + room * (a * u.y + b * u.x),
      );
    const [west, south, east, north] = [along - length, across - width, along + length, across + width];
    const [x, y] = corner(west, south);
    houses.push([x, y, ...corner(east, south), ...corner(east, north), ...corner(west, north), x, y]);
  };
  categories.forEach((category, element) => {
    for (const [at, hamlet] of (hamlets[element] as readonly number[]).entries()) {
      const room = Math.min(rooms[hamlet] as number, 170);
      const count = at === 0 ? heartHouses : hamletHouses;
      for (let house = 0; house < count; house++) {
        const far = 0.25 + 0.6 * Math.sqrt(random.unit());
        const turn = (house + random.unit() * 0.8) * ((2 * Math.PI) / count);
        const size = Math.min(0.12, 9 / room);
        build(hamlet, random.between(0, Math.PI), room, [
          far * Math.cos(turn) * 0.8,
          far * Math.sin(turn) * 0.8,
          size * 1.5,
          size,
        ]);
      }
    }
    const plan = footprints[category];
    if (plan === undefined) return;
    for (const site of elements.siteLists[element] as readonly number[]) {
      if (random.unit() < 0.3) continue;
      const room = Math.min(rooms[site] as number, 75) - 7;
      if (room < 14) continue;
      const town = towns[elements.towns[element] as number] as Town;
      const squeeze = random.between(0.8, 1.04);
      for (const [along, across, length, width] of plan) {
        build(site, town.angle, room, [along, across, length * squeeze, width]);
      }
    }
  });
  return houses;
}

/** Distance from every site to the nearest edge of its cell, metres. */
function measureRooms(mesh: Mesh, sites: Sites): Float64Array {
  const rooms = new Float64Array(mesh.siteCount).fill(Infinity);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const v1 = mesh.edgeV1[edge] as number;
    const v2 = mesh.edgeV2[edge] as number;
    const x1 = mesh.vertexXs[v1] as number;
    const y1 = mesh.vertexYs[v1] as number;
    const dx = (mesh.vertexXs[v2] as number) - x1;
    const dy = (mesh.vertexYs[v2] as number) - y1;
    for (const site of [mesh.edgeA[edge] as number, mesh.edgeB[edge] as number]) {
      const height =
        Math.abs(dx * ((sites.ys[site] as number) - y1) - dy * ((sites.xs[site] as number) - x1)) /
        Math.hypot(dx, dy);
      rooms[site] = Math.min(rooms[site] as number, height);
    }
  }
  return rooms;
}
