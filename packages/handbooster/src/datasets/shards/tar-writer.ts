import { HashedOutput } from '../../base/files/hashed-output.js';

const BLOCK = 512;

/** Where a member's bytes lie in an archive. */
export interface TarRange {
  offset: number;
  length: number;
}

/**
 * Writes a tar archive (POSIX ustar) file by file. Headers carry no date, owner or machine, so equal members
 * give equal bytes. The archive has its name only once it is whole and on the disk.
 */
export class TarWriter {
  readonly path: string;
  readonly #output: HashedOutput;

  constructor(path: string) {
    this.path = path;
    this.#output = new HashedOutput(path);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#output.position;
  }

  /** Appends a member; its content must not change afterwards. */
  async add(name: string, content: Uint8Array): Promise<TarRange> {
    await this.#output.write(tarHeader(name, content.length));
    const range = { offset: this.#output.position, length: content.length };
    await this.#output.write(content);
    await this.#output.write(new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
    return range;
  }

  /** Ends the archive and gives it its name. @returns its SHA-256 in hexadecimal digits. */
  async close(): Promise<string> {
    await this.#output.write(new Uint8Array(2 * BLOCK));
    return this.#output.close();
  }

  /** Gives up: nothing stays on the disk. */
  abort(): Promise<void> {
    return this.#output.abort();
  }
}

/** The 512-byte header of a plain file. */
function tarHeader(name: string, length: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) {
    throw new RangeError(`tar member ${name}: expected a name of at most 100 bytes`);
  }
  if (length > 0o77777777777) throw new RangeError(`tar member ${name}: expected less than 8 GiB`);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  header.write(name, 0, 'utf8');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(length, 124, 11);
  octal(0, 136, 11);
  header.write('        ', 148, 'latin1'); // the checksum counts its own field as spaces
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
