import { z } from 'zod';
import { findingKinds } from '../hierarchy/finding-kinds.js';
import { gridLevels, levels } from '../hierarchy/levels.js';

const kind = z.enum(findingKinds.map(({ code }) => code)).meta({ description: 'What is wrong' });
const gridLevel = z.enum(gridLevels);
const squareMetres = z.number().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const kindTotal = z.strictObject({ count: z.int().min(0), areaSquareMetres: squareMetres });
const totals = z.partialRecord(kind, kindTotal);

const levelSummary = z.strictObject({
  level: gridLevel,
  grids: z.int().min(0),
  parents: z.int().min(0).meta({ description: 'Grids one level up; one for all where there is none above' }),
  parentsProven: z.int().min(0).meta({ description: 'Parents whose children cover them exactly once' }),
  edgesCancelled: z.int().min(0).meta({ description: 'Edges that met their opposite' }),
  findings: totals.meta({ description: 'Count and m² by kind; kinds without a finding are left out' }),
  outerBorder: z
    .literal('unknown')
    .optional()
    .meta({ description: 'Nothing is drawn above this level: what lies beyond its border is not known' }),
});

/** GeoJSON (RFC 7946); told by its type alone, since coordinates nest without end in a schema. */
const geometry = z
  .looseObject({
    type: z.enum([
      'Point',
      'MultiPoint',
      'LineString',
      'MultiLineString',
      'Polygon',
      'MultiPolygon',
      'GeometryCollection',
    ]),
  })
  .meta({ description: 'GeoJSON in degrees of longitude and latitude, WGS84' });

const finding = z.strictObject({
  kind,
  cause: z
    .string()
    .nullable()
    .meta({ description: 'What made it, by kind: partial, contained, duplicate …' }),
  sizeClass: z
    .enum(['real', 'sliver', 'noise'])
    .nullable()
    .meta({ description: 'sliver: narrower than 1 m; noise: what rounding leaves' }),
  severity: z.enum(['error', 'warning', 'info']),
  level: gridLevel.meta({ description: 'Level of the children that fail to tile `parent`' }),
  parent: z.string().nullable().meta({ description: 'Code of the grid one level up' }),
  areaSquareMetres: squareMetres.nullable(),
  widthMetres: z.number().min(0).nullable(),
  depth: z.int().nullable().meta({ description: 'How many children lie over each other; overlaps only' }),
  grids: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      level: z.enum(levels),
      areaSquareMetres: squareMetres.nullable().meta({ description: 'Its share of the area' }),
    }),
  ),
  identity: z.string().meta({ description: 'The same condition keeps it from run to run' }),
  geometryHash: z.string().meta({ description: 'Changes when the place changes; a waiver is bound to both' }),
  causedBy: z.array(z.string()).meta({ description: 'Identities of the unmatched vertices that opened it' }),
  change: z
    .enum(['new', 'same', 'changed'])
    .nullable()
    .meta({ description: 'Against the run before; null for files and for a first run' }),
  status: z.enum(['open', 'waived']),
  message: z.string().meta({ description: 'One English sentence with codes, m² and width' }),
  geometry,
});

const opinion = z.strictObject({ engine: z.string(), parents: z.int(), agreed: z.int() });

const secondOpinion = z.looseObject({
  engine: z.string(),
  parents: z.int(),
  agreed: z.int(),
  toleranceSquareMetres: squareMetres,
  disagreements: z.array(
    z.looseObject({
      level: gridLevel,
      parent: z.string().nullable(),
      what: z.enum(['gap', 'overlap', 'outside-parent', 'failure']),
      oursSquareMetres: squareMetres,
      turfSquareMetres: squareMetres,
      ours: geometry.nullable(),
      turf: geometry.nullable(),
      message: z.string(),
    }),
  ),
  retried: z
    .array(z.looseObject({ level: gridLevel, parent: z.string().nullable(), message: z.string() }))
    .meta({ description: 'Parents over which the second engine failed at first; a second try judged them' }),
});

const certificate = z.looseObject({
  format: z.literal('wangge-certificate/1'),
  algorithm: z.string(),
  territory: z.string().nullable(),
  levels: z.array(
    z.looseObject({
      level: gridLevel,
      grids: z.int(),
      parents: z.int(),
      parentsProven: z.int(),
      edgesCancelled: z.int(),
      doubledLatticeArea: z.string().regex(/^-?\d+$/),
      parentDoubledLatticeArea: z
        .string()
        .regex(/^-?\d+$/)
        .nullable(),
      areaSquareMetres: squareMetres,
    }),
  ),
  contentSha256: sha256,
  noise: totals,
  waivers: z.array(
    z.strictObject({
      identity: z.string(),
      geometryHash: z.string(),
      reason: z.string(),
      author: z.string(),
      expiresAt: z.string().nullable(),
    }),
  ),
  secondOpinion: opinion.nullable(),
  sha256,
  revision: z.int().nullable(),
  issuedAt: z.string(),
});

/** The document `wangge-audit/1`; `docs/audit.schema.json` is made of this, and a test holds both together. */
export const auditSchema = z
  .strictObject({
    format: z.literal('wangge-audit/1'),
    clean: z.boolean().meta({ description: 'True when no finding of severity error is open' }),
    revision: z.int().nullable().meta({ description: 'Null for an audit of files or tables' }),
    levels: z.array(levelSummary),
    findings: z.array(finding).meta({ description: 'Worst first' }),
    certificate: certificate
      .nullable()
      .meta({ description: 'Null where an error is open or the second opinion differs' }),
    secondOpinion: secondOpinion.nullable().meta({ description: 'Null where none was asked for' }),
  })
  .meta({ title: 'wangge-audit/1', description: 'What `wangge audit --json` prints' });

/** The schema as a file: JSON Schema, draft 2020-12. */
export function writeAuditSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(auditSchema), null, 2)}\n`;
}
