/** One flag of a command, as the parser reads it and the help shows it. */
export interface Flag {
  /** What stands for the value in the help; absent for a switch without a value. */
  readonly value?: string;
  readonly about: string;
  /** May be given for one FILE: after that FILE, or before the first as the default of all. */
  readonly perFile?: boolean;
  /** The only values it takes. */
  readonly choices?: readonly string[];
}

export type Flags = Readonly<Record<string, Flag>>;

/** Every command takes these. */
export const commonFlags = {
  help: { about: 'show this help' },
} as const satisfies Flags;

/** Where the database is; the same for `npm start` and every command. */
export const databaseFlags = {
  'data-dir': {
    value: 'DIR',
    about: 'folder of the embedded database (default: $WANGGE_DATA_DIR, else .wangge in the project folder)',
  },
  'database-url': {
    value: 'URL',
    about: 'a PostGIS server instead of the embedded database (default: $DATABASE_URL)',
  },
} as const satisfies Flags;

/** How the grids of a file are read. */
export const gridFileFlags = {
  level: { value: 'LEVEL', perFile: true, about: 'the one level that the file holds' },
  'level-field': { value: 'NAME', perFile: true, about: 'field with the level (default: level)' },
  'code-field': {
    value: 'NAME',
    perFile: true,
    about: 'field with the code, of 1 to 64 characters (default: code)',
  },
  'parent-field': { value: 'NAME', perFile: true, about: "field with the parent's code (default: parent)" },
  'name-field': {
    value: 'NAME',
    perFile: true,
    about: 'field with the name, of at most 200 characters (default: name)',
  },
  'category-field': {
    value: 'NAME',
    perFile: true,
    about:
      "field with the element's category: code, Chinese or English name, or number 1–20 (default: category)",
  },
  datum: {
    value: 'DATUM',
    perFile: true,
    choices: ['wgs84', 'cgcs2000', 'gcj02', 'bd09'],
    about: 'datum of lng/lat coordinates (default: wgs84)',
  },
  crs: { value: 'EPSG:N', perFile: true, about: "coordinate system, in place of the file's own (.prj)" },
  encoding: {
    value: 'NAME',
    perFile: true,
    about: "encoding of a .dbf, in place of the file's own (.cpg): gbk, utf-8 …",
  },
  layer: { value: 'NAME', perFile: true, about: 'the layer to read of a zip that holds several' },
  table: {
    value: 'SCHEMA.TABLE',
    perFile: true,
    about: 'the table or view to read where FILE is the address of a PostGIS database (postgresql://…)',
  },
  'geometry-field': {
    value: 'NAME',
    perFile: true,
    about: 'its column with the polygons (default: the only geometry column)',
  },
} as const satisfies Flags;

/** How the files are read together. */
export const readFlags = {
  match: {
    value: 'METRES',
    about: 'vertices this near become one while reading (default: 0.002; 0 = as the file stands)',
  },
  'merge-same-code': { about: 'join the records of one code into one grid' },
} as const satisfies Flags;
