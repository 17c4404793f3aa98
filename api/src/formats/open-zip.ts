import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { Problem } from '../problem.js';

export interface ZipMember {
  readonly name: string;
  readonly bytes: number;
}

export interface OpenZip {
  readonly members: readonly ZipMember[];
  open(member: ZipMember): Promise<AsyncIterable<Buffer>>;
  read(member: ZipMember): Promise<Buffer>;
  close(): void;
}

/**
 * Opens a zip and lists its files; nothing is unpacked to disk.
 *
 * @throws Problem when it is no zip or is cut off.
 */
export async function openZip(path: string): Promise<OpenZip> {
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  try {
    const zip = await open(path, { lazyEntries: true, autoClose: false });
    const entries = await listEntries(zip);
    const openEntry = async (member: ZipMember): Promise<AsyncIterable<Buffer>> => {
      const entry = entries.get(member.name);
      if (entry === undefined) throw new Error(`${member.name} is not in the zip`);
      return new Promise((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
      });
    };
    return {
      members: [...entries.values()].map((entry) => ({
        name: entry.fileName,
        bytes: entry.uncompressedSize,
      })),
      open: openEntry,
      async read(member) {
        const chunks: Buffer[] = [];
        for await (const chunk of await openEntry(member)) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
      close: () => zip.close(),
    };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file: path,
        detail: `The zip cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
        fix: 'Copy or pack the zip again; it is damaged or was not written to its end.',
      },
      { cause },
    );
  }
}

function listEntries(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, yauzl.Entry>();
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}
