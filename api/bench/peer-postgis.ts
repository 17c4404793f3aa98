import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import type { Peer, Siblings } from './peer.js';
import { writeMultiPolygon } from './write-wkb.js';

/** Geometries sent in one statement. */
const batch = 400;

/** Starts the database once for all maps: that takes ten seconds. */
export async function startPostgis(): Promise<PGlite> {
  const database = await PGlite.create({ extensions: { postgis } });
  await database.exec('create extension postgis');
  return database;
}

/** `ST_CoverageInvalidEdges` as a window over the children of every parent, in PostGIS inside PGlite. Only the query is timed. */
export async function loadPostgis(database: PGlite, families: readonly Siblings[]): Promise<Peer> {
  await database.exec(
    'drop table if exists child; create table child (parent integer not null, geom geometry not null)',
  );
  const rows = families.flatMap((children, parent) => children.map((child) => [parent, child] as const));
  for (let from = 0; from < rows.length; from += batch) {
    const sent = rows
      .slice(from, from + batch)
      .map(([parent, child]) => [parent, Buffer.from(writeMultiPolygon(child)).toString('hex')]);
    await database.query(
      `insert into child (parent, geom)
       select (entry->>0)::integer, ST_GeomFromWKB(decode(entry->>1, 'hex'))
       from jsonb_array_elements($1::jsonb) as entry`,
      [JSON.stringify(sent)],
    );
  }
  const { rows: versions } = await database.query<{ version: string }>(
    'select PostGIS_Lib_Version() as version',
  );
  return {
    name: `PostGIS ${versions[0]?.version ?? ''} (PGlite) ST_CoverageInvalidEdges`,
    run: async () => {
      const { rows: counts } = await database.query<{ children: number; invalid: number }>(
        `select count(*)::integer as children, count(edges.geom)::integer as invalid
         from (
           select ST_CoverageInvalidEdges(child.geom) over (partition by child.parent) as geom
           from child
         ) as edges`,
      );
      const [count] = counts;
      // PGlite swallows what GEOS throws: a query that lost rows has not checked them.
      if (count?.children !== rows.length)
        throw new Error(`PostGIS answered for ${count?.children} children`);
      return `${count.invalid}/${count.children} with bad edges`;
    },
    close: async () => {
      await database.exec('drop table child');
    },
  };
}
