/** `[west, south, east, north]` in degrees; west > east reaches across the antimeridian. */
export type Box = readonly [number, number, number, number];

/**
 * The condition that the box of a geometry meets a box.
 *
 * @param column the geometry, of SRID 4326
 * @param place takes a value and returns its placeholder
 */
export function meetsBox(
  column: string,
  [west, south, east, north]: Box,
  place: (value: number) => string,
): string {
  const meets = (from: number, to: number): string => {
    const edges = [from, south, to, north].map((degrees) => `${place(degrees)}::float8`);
    return `${column} && st_makeenvelope(${edges.join(', ')}, 4326)`;
  };
  return west <= east ? meets(west, east) : `(${meets(west, 180)} or ${meets(-180, east)})`;
}
