/** From metres east and north of the anchor to lattice steps. */
export interface Projection {
  toLattice(x: number, y: number): readonly [x: number, y: number];
}

/** The anchor in degrees, and metres per degree there. */
const anchor = { lng: 110.8, lat: 32.6 };
const metresPerDegree = { lng: 111_320 * Math.cos((anchor.lat * Math.PI) / 180), lat: 110_900 };

export const projection: Projection = {
  toLattice: (x, y) => [
    Math.round((anchor.lng + x / metresPerDegree.lng) * 1e7),
    Math.round((anchor.lat + y / metresPerDegree.lat) * 1e7),
  ],
};
