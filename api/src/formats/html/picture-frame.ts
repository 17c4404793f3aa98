import { metresPerStep } from '../../geometry/metres-per-step.js';
import type { LatticeBox } from '../../geometry/types.js';

/** How lattice steps become the units of a picture: north up, the same scale both ways in its middle. */
export interface PictureFrame {
  readonly width: number;
  readonly height: number;
  readonly unitsPerMetre: number;
  x(steps: number): number;
  y(steps: number): number;
}

/** A frame that shows the whole box, as large as `longest` units allow. */
export function makeFrame([west, south, east, north]: LatticeBox, longest: number): PictureFrame {
  const step = metresPerStep((south + north) / 2);
  const widthMetres = Math.max(1e-3, (east - west) * step.east);
  const heightMetres = Math.max(1e-3, (north - south) * step.north);
  const unitsPerMetre = longest / Math.max(widthMetres, heightMetres);
  return {
    width: Math.ceil(widthMetres * unitsPerMetre),
    height: Math.ceil(heightMetres * unitsPerMetre),
    unitsPerMetre,
    x: (steps) => (steps - west) * step.east * unitsPerMetre,
    y: (steps) => (north - steps) * step.north * unitsPerMetre,
  };
}
