/** Pixels in the layout of ImageData: RGBA, row by row from the top left. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Samples per pixel and axis: 4 × 4 makes 17 steps of a soft edge. */
const samplesPerAxis = 4;

/**
 * Draws an image from a function of position: `colourAt(x, y)` with x, y in 0…1 from the top left. Each pixel is the
 * mean of 16 samples, so edges are soft. Cost: 16 calls per pixel.
 */
export function drawImage(sizePixels: number, colourAt: (x: number, y: number) => Rgba): PixelImage {
  const data = new Uint8ClampedArray(sizePixels * sizePixels * 4);
  const step = 1 / (sizePixels * samplesPerAxis);
  for (let row = 0; row < sizePixels; row++) {
    for (let column = 0; column < sizePixels; column++) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < samplesPerAxis ** 2; sample++) {
        const x = (column * samplesPerAxis + (sample % samplesPerAxis) + 0.5) * step;
        const y = (row * samplesPerAxis + Math.floor(sample / samplesPerAxis) + 0.5) * step;
        const [red, green, blue, alpha] = colourAt(x, y);
        sum[0]! += red * alpha;
        sum[1]! += green * alpha;
        sum[2]! += blue * alpha;
        sum[3]! += alpha;
      }
      const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
      const weight = alpha === 0 ? 1 : alpha;
      data.set(
        [red / weight, green / weight, blue / weight, (alpha / samplesPerAxis ** 2) * 255],
        (row * sizePixels + column) * 4,
      );
    }
  }
  return { width: sizePixels, height: sizePixels, data };
}
