import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const BLOCK = 512;

/** Where a member's bytes lie in an archive. */
export interface TarRange {
  offset: number;
  length: number;
}

/**
 * Writes a tar archive (POSIX ustar) file by file. Headers carry no date, owner or machine, so equal members give equal
 * bytes. The archive has its name only once it is whole and on the disk.
 */
export class TarWriter {
  readonly path: string;
  readonly #temporary: string;
  readonly #descriptor: number;
  #position = 0;
  #open = true;

  constructor(path: string) {
    this.path = path;
    this.#temporary = `${path}.${process.pid}.part`;
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(this.#temporary, 'w');
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#position;
  }

  /** Appends a member. */
  add(name: string, content: Uint8Array): TarRange {
    if (!this.#open) throw new Error(`${this.path}: the archive is closed`);
    this.#write(tarHeader(name, content.length));
    const range = { offset: this.#position, length: content.length };
    this.#write(content);
    this.#write(new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
    return range;
  }

  /** Ends the archive and gives it its name. */
  close(): void {
    if (!this.#open) return;
    this.#write(new Uint8Array(2 * BLOCK));
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    this.#open = false;
    renameSync(this.#temporary, this.path);
  }

  /** Gives up: nothing stays on the disk. */
  abort(): void {
    if (!this.#open) return;
    closeSync(this.#descriptor);
    this.#open = false;
    rmSync(this.#temporary, { force: true });
  }

  #write(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done);
    this.#position += bytes.length;
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
