import { z } from 'zod';
import { textNumber } from '../text-number.js';

export const lngLatSchema = z
  .tuple([z.number(), z.number()])
  .meta({ description: '[lng, lat] in degrees, WGS84' });

export const bboxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]).meta({
  description:
    '[west, south, east, north] in degrees, WGS84; west > east where it crosses the antimeridian (RFC 7946 §5.2)',
});

const bboxWanted =
  'must be west,south,east,north in degrees, −180 to 180 and −90 to 90, with south ≤ north (west > east crosses 180°)';

/** `west,south,east,north` as text. */
export const bboxQuery = z
  .string(bboxWanted)
  .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/, bboxWanted)
  .transform((text) => text.split(',').map(Number) as [number, number, number, number])
  .refine(
    ([west, south, east, north]) =>
      [west, east].every((lng) => Math.abs(lng) <= 180) && south >= -90 && north <= 90 && south <= north,
    bboxWanted,
  )
  .meta({
    type: 'string',
    description:
      'Only what meets this box: west,south,east,north in degrees, WGS84; west > east crosses the antimeridian',
    example: '110.7,32.5,110.9,32.7',
  });

export const lngQuery = textNumber({
  type: 'number',
  minimum: -180,
  maximum: 180,
  description: 'Longitude in degrees, in `datum`',
  example: 110.79,
});

export const latQuery = textNumber({
  type: 'number',
  minimum: -90,
  maximum: 90,
  description: 'Latitude in degrees, in `datum`',
  example: 32.65,
});

const geometryTypes = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
] as const;

export const geometrySchema = z
  .object({
    type: z.enum(geometryTypes),
    coordinates: z.array(z.unknown()).optional(),
    geometries: z.array(z.unknown()).optional(),
  })
  .meta({ id: 'Geometry', description: 'A GeoJSON geometry, WGS84 degrees with at most 7 decimals' });
