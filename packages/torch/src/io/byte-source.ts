import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FormatError } from './format-error.js';

/** Bytes that are read in pieces: a file, or bytes in memory. */
export interface ByteSource {
  /** The path for error messages; undefined for unnamed bytes. */
  readonly file: string | undefined;
  readonly size: number;
  /**
   * A fresh copy of `length` bytes from `offset` on, so that the caller may keep or view it.
   * @throws {FormatError} naming `field` where they pass the end.
   */
  read(offset: number, length: number, field: string): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** Opens a path for random access, or wraps bytes; `file` names bytes in errors. */
export function openSource(pathOrBytes: string | Uint8Array, file?: string): ByteSource {
  return typeof pathOrBytes === 'string' ? new FileSource(pathOrBytes) : new MemorySource(pathOrBytes, file);
}

/** Runs `use` on an opened source and closes it whatever happens. */
export function withSource<T>(
  pathOrBytes: string | Uint8Array,
  file: string | undefined,
  use: (s: ByteSource) => T,
): T {
  const source = openSource(pathOrBytes, file);
  try {
    return use(source);
  } finally {
    source.close();
  }
}

function checkRange(source: ByteSource, offset: number, length: number, field: string): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
    throw new FormatError(
      source.file,
      field,
      `needs ${length} bytes from byte ${offset} on, but the file ends at byte ${source.size} (truncated?)`,
    );
  }
}

class MemorySource implements ByteSource {
  readonly size: number;

  constructor(
    readonly bytes: Uint8Array,
    readonly file: string | undefined,
  ) {
    this.size = bytes.byteLength;
  }

  read(offset: number, length: number, field: string): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length, field);
    const copy = new Uint8Array(length);
    copy.set(this.bytes.subarray(offset, offset + length));
    return copy;
  }

  close(): void {}
}

// One read call takes at most 2^31 - 1 bytes.
const PIECE = 1 << 30;

class FileSource implements ByteSource {
  readonly size: number;
  readonly #descriptor: number;

  constructor(readonly file: string) {
    try {
      this.#descriptor = openSync(file, 'r');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const problem = code === 'ENOENT' ? 'no such file' : `cannot be opened (${code})`;
      throw new FormatError(file, 'file', problem, { cause: error });
    }
    const stat = fstatSync(this.#descriptor);
    if (!stat.isFile()) {
      closeSync(this.#descriptor);
      throw new FormatError(file, 'file', 'expected a regular file, found something else (a folder?)');
    }
    this.size = stat.size;
  }

  read(offset: number, length: number, field: string): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length, field);
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, bytes, done, Math.min(PIECE, length - done), offset + done);
      if (count === 0) throw new FormatError(this.file, field, `ended at byte ${offset + done} while read`);
      done += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
