/** Degrees of longitude on the world of Web Mercator: 0 in the west … 1 in the east. */
export function mercatorX(lng: number): number {
  return lng / 360 + 0.5;
}

/** Degrees of latitude on the world of Web Mercator: 0 in the north … 1 in the south, which it never leaves. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  const y = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
  return Math.min(1, Math.max(0, y));
}

/** The inverse of `mercatorX`. */
export function lngOf(x: number): number {
  return (x - 0.5) * 360;
}

/** The inverse of `mercatorY`. */
export function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}
