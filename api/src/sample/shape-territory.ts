import { layerNoise, makeNoise } from './make-noise.js';

/** The city company's area: how far, about, a place lies outside its border in metres; negative inside. */
export interface TerritoryShape {
  readonly radiusMetres: number;
  outsideMetres(x: number, y: number): number;
}

/**
 * A rounded, indented outline of a given area around the anchor: an ellipse whose radius is bent by noise along
 * its direction (corners and bays, never a tail), and a little by noise of the place (spurs). The area is calibrated
 * by sampling to about 0.5 %.
 */
export function shapeTerritory(areaSquareMetres: number, seed: number): TerritoryShape {
  const noise = makeNoise(seed ^ 0x51ab);
  const radius = Math.sqrt(areaSquareMetres / Math.PI);
  const stretch = 1.14;
  const lean = 0.35;
  const bentRadius = (x: number, y: number): number => {
    const u = (x * Math.cos(lean) + y * Math.sin(lean)) / stretch;
    const v = (y * Math.cos(lean) - x * Math.sin(lean)) * stretch;
    const far = Math.hypot(u, v);
    const [east, north] = far > 0 ? [u / far, v / far] : [0, 0];
    const bay = layerNoise(noise, 1.35 * east, 1.35 * north, 3);
    const spur = layerNoise(noise, (5 * x) / radius, (5 * y) / radius, 3);
    return far * (1 + 0.42 * bay) + 0.09 * radius * spur;
  };
  const cut = calibrate(bentRadius, radius, areaSquareMetres);
  return { radiusMetres: radius, outsideMetres: (x, y) => bentRadius(x, y) - cut };
}

/** The value of the field that encloses the wanted area. */
function calibrate(
  field: (x: number, y: number) => number,
  radius: number,
  areaSquareMetres: number,
): number {
  const side = 240;
  const step = (4 * radius) / side;
  const values: number[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      values.push(field(-2 * radius + (column + 0.5) * step, -2 * radius + (row + 0.5) * step));
    }
  }
  values.sort((a, b) => a - b);
  return values[Math.round(areaSquareMetres / (step * step))] as number;
}
