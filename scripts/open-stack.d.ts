/** A process of the stack. */
export interface StackPart {
  readonly name: string;
  readonly logFile: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  isAlive(): boolean;
  /** Starts it and waits until it can be used. Throws one line when it cannot. */
  start(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it as a crash would; SIGKILL by default. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  onExit(listener: (reason: string) => void): void;
  /** The last lines of its log. */
  tail(): string[];
}

export type StackPartName = 'postgis' | 'martin' | 'api';

export interface Stack {
  readonly dataDir: string;
  readonly parts: Readonly<Record<StackPartName, StackPart>>;
  readonly ports: Readonly<Record<StackPartName, number>>;
  /** The API's ends with a slash, Martin's does not. */
  readonly urls: { readonly api: string; readonly martin: string };
  /** Addresses with passwords, by login. */
  readonly databaseUrls: Readonly<Record<'superuser' | 'owner' | 'api' | 'tiles' | 'reader', string>>;
  /** What a shell reads to get these addresses as variables. */
  readonly loginsFile: string;
  /** Starts one part again and writes its process to the state file. */
  startPart(part: StackPart): Promise<void>;
  /** PostGIS, the logins, the migrations as owner. */
  startDatabase(): Promise<void>;
  startMartin(): Promise<void>;
  /** Loads the sample city when there is no map yet. */
  startApi(): Promise<void>;
  /** Ends the API, Martin and PostGIS in this order. */
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly dataDir: string;
  /** Folder of PostgreSQL's programs. */
  readonly postgis: string;
  /** Martin's program. */
  readonly martin: string;
  /** The API's; 0 = any free one. */
  readonly port: number;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Further settings of PostgreSQL, as `name=value`. */
  readonly settings?: readonly string[];
  readonly apiEnvironment?: Readonly<Record<string, string>>;
}

export function openStack(options: StackOptions): Promise<Stack>;
