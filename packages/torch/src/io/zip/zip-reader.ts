import { inflateRawSync } from 'node:zlib';
import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';
import { crc32 } from './crc32.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_LENGTH = 30;
// Deflate cannot shrink further than this; a member that claims more is a lie, refused before it is inflated.
const DEFLATE_MAX_RATIO = 1032;

/**
 * Random access to a ZIP archive's members (stored or deflated), each checked by its CRC-32. Members may not
 * overlap, and no more memory is taken for one than its directory entry says.
 *
 * Inflating goes through Node's zlib, which stops at a given output length.
 */
export class ZipReader {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    this.#source = source;
    this.entries = readZipDirectory(source);
    this.#checkOverlap();
  }

  /** The bytes of a member, in a buffer of their own. */
  read(name: string): Uint8Array<ArrayBuffer> {
    const entry = this.entries.get(name);
    const field = `member "${name}"`;
    const { file } = this.#source;
    if (entry === undefined) {
      throw new FormatError(
        file,
        field,
        `not in the archive, which has ${[...this.entries.keys()].join(', ')}`,
      );
    }
    const start = this.#dataStart(entry, field);
    let bytes: Uint8Array<ArrayBuffer>;
    if (entry.method === 0) {
      if (entry.size !== entry.compressedSize) {
        throw new FormatError(
          file,
          field,
          `is stored, yet ${entry.compressedSize} bytes become ${entry.size}`,
        );
      }
      bytes = this.#source.read(start, entry.size, field);
    } else if (entry.method === 8) {
      bytes = this.#inflate(entry, start, field);
    } else {
      throw new FormatError(file, field, `is compressed by method ${entry.method}; 0 and 8 are read`);
    }
    const crc = crc32(bytes);
    if (crc !== entry.crc) {
      throw new FormatError(file, field, `is damaged: CRC ${hex(crc)}, the directory says ${hex(entry.crc)}`);
    }
    return bytes;
  }

  #inflate(entry: ZipEntry, start: number, field: string): Uint8Array<ArrayBuffer> {
    const { file } = this.#source;
    if (entry.size > entry.compressedSize * DEFLATE_MAX_RATIO + 64) {
      throw new FormatError(file, field, `claims ${entry.compressedSize} bytes inflate to ${entry.size}`);
    }
    const compressed = this.#source.read(start, entry.compressedSize, field);
    let inflated: Buffer;
    try {
      inflated = inflateRawSync(compressed, { maxOutputLength: Math.max(1, entry.size) });
    } catch (error) {
      const problem = `cannot be inflated to its ${entry.size} bytes (${(error as Error).message})`;
      throw new FormatError(file, field, problem, { cause: error });
    }
    if (inflated.byteLength !== entry.size) {
      throw new FormatError(file, field, `inflates to ${inflated.byteLength} bytes, expected ${entry.size}`);
    }
    // Small buffers share a pool: move these bytes to a buffer of their own.
    const bytes = new Uint8Array(entry.size);
    bytes.set(inflated);
    return bytes;
  }

  #dataStart(entry: ZipEntry, field: string): number {
    const header = this.#source.read(entry.headerOffset, LOCAL_LENGTH, field);
    const view = new DataView(header.buffer);
    if (view.getUint32(0, true) !== LOCAL_SIGNATURE) {
      throw new FormatError(this.#source.file, field, `no local header at byte ${entry.headerOffset}`);
    }
    return entry.headerOffset + LOCAL_LENGTH + view.getUint16(26, true) + view.getUint16(28, true);
  }

  #checkOverlap(): void {
    // Overlapping members are how a small archive becomes a huge one, or two readers see two contents.
    const sorted = [...this.entries.values()].sort((a, b) => a.headerOffset - b.headerOffset);
    for (let i = 0; i < sorted.length; i++) {
      const { name, headerOffset, compressedSize } = sorted[i];
      const limit = i + 1 < sorted.length ? sorted[i + 1].headerOffset : this.#source.size;
      if (headerOffset + LOCAL_LENGTH + compressedSize > limit) {
        const where = i + 1 < sorted.length ? `member "${sorted[i + 1].name}"` : 'the end of the file';
        throw new FormatError(this.#source.file, `member "${name}"`, `overlaps ${where}`);
      }
    }
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
