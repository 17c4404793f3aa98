export interface Martin {
  /** Without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  /** The last of its log. */
  readLog(): string;
  /** May be called twice. */
  stop(): Promise<void>;
}

export interface MartinOptions {
  readonly bin: string;
  /** The login that Martin uses. */
  readonly databaseUrl: string;
  /** 0 or none: any free one. */
  readonly port?: number;
  /** Another file than `tiles/martin.yaml`. */
  readonly config?: string;
  /** What the file reads, such as MARTIN_POOL_SIZE. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function findMartin(): string | undefined;
export function startMartin(options: MartinOptions): Promise<Martin>;
