import type { ByteSource } from '../byte-source.js';
import { FormatError } from '../format-error.js';

/** One member as the archive's central directory describes it. */
export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  /** Where the member's local header begins. */
  headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const MAX_DIRECTORY = 1 << 28;

/**
 * The members of a ZIP archive, from its central directory (APPNOTE 4.3.12, with the 64-bit records).
 * @throws {FormatError} for damage, a member named twice, encryption, or an archive in several parts.
 */
export function readZipDirectory(source: ByteSource): Map<string, ZipEntry> {
  const { count, offset, length } = findDirectory(source);
  if (length > MAX_DIRECTORY || count * ENTRY_LENGTH > length) {
    throw new FormatError(
      source.file,
      'zip directory',
      `${count} members in ${length} bytes are not possible`,
    );
  }
  const bytes = source.read(offset, length, 'zip directory');
  const view = new DataView(bytes.buffer);
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  for (let i = 0; i < count; i++) {
    const field = `zip directory entry ${i}`;
    if (position + ENTRY_LENGTH > length || view.getUint32(position, true) !== ENTRY_SIGNATURE) {
      throw new FormatError(source.file, field, 'is damaged: no entry begins here');
    }
    const nameLength = view.getUint16(position + 28, true);
    const extraLength = view.getUint16(position + 30, true);
    const commentLength = view.getUint16(position + 32, true);
    const next = position + ENTRY_LENGTH + nameLength + extraLength + commentLength;
    if (next > length) throw new FormatError(source.file, field, 'is damaged: it passes the directory');
    const nameStart = position + ENTRY_LENGTH;
    const flags = view.getUint16(position + 8, true);
    const name = decodeName(bytes.subarray(nameStart, nameStart + nameLength), (flags & 0x800) !== 0);
    const entry: ZipEntry = {
      name,
      method: view.getUint16(position + 10, true),
      crc: view.getUint32(position + 16, true),
      compressedSize: view.getUint32(position + 20, true),
      size: view.getUint32(position + 24, true),
      headerOffset: view.getUint32(position + 42, true),
    };
    applyZip64(entry, view, nameStart + nameLength, extraLength, source.file);
    if ((flags & 1) !== 0) throw new FormatError(source.file, `member "${name}"`, 'is encrypted');
    if (entries.has(name)) throw new FormatError(source.file, `member "${name}"`, 'occurs twice');
    entries.set(name, entry);
    position = next;
  }
  if (position !== length) {
    throw new FormatError(source.file, 'zip directory', `${length - position} bytes follow its last entry`);
  }
  return entries;
}

function findDirectory(source: ByteSource): { count: number; offset: number; length: number } {
  if (source.size < END_LENGTH) {
    throw new FormatError(
      source.file,
      'zip end record',
      `${source.size} bytes are no zip archive (truncated?)`,
    );
  }
  // The record stands before a comment of at most 65535 bytes.
  const tailLength = Math.min(source.size, END_LENGTH + 0xffff);
  const tailStart = source.size - tailLength;
  const tail = source.read(tailStart, tailLength, 'zip end record');
  const view = new DataView(tail.buffer);
  for (let at = tailLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_LENGTH + view.getUint16(at + 20, true) !== tailLength) continue;
    const found = readEnd(source, view, at, tailStart + at);
    if (found.offset + found.length > tailStart + at) {
      throw new FormatError(source.file, 'zip end record', 'places the directory past itself');
    }
    return found;
  }
  throw new FormatError(
    source.file,
    'zip end record',
    'not found: the file is truncated, or not a zip archive',
  );
}

function readEnd(source: ByteSource, view: DataView, at: number, absolute: number) {
  const end = {
    count: view.getUint16(at + 10, true),
    length: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  if (view.getUint16(at + 4, true) !== view.getUint16(at + 6, true)) {
    throw new FormatError(source.file, 'zip end record', 'the archive is in several parts');
  }
  const is64 = end.count === 0xffff || end.length === 0xffffffff || end.offset === 0xffffffff;
  if (!is64 && !hasLocator(source, absolute)) return end;
  const locator = source.read(absolute - 20, 20, 'zip64 locator');
  const locatorView = new DataView(locator.buffer);
  if (locatorView.getUint32(0, true) !== END64_LOCATOR_SIGNATURE) {
    throw new FormatError(source.file, 'zip64 locator', 'not found, though the end record points to it');
  }
  const recordOffset = toNumber(locatorView.getBigUint64(8, true), source.file, 'zip64 locator');
  const record = new DataView(source.read(recordOffset, 56, 'zip64 end record').buffer);
  if (record.getUint32(0, true) !== END64_SIGNATURE) {
    throw new FormatError(source.file, 'zip64 end record', 'not found where its locator says');
  }
  return {
    count: toNumber(record.getBigUint64(32, true), source.file, 'zip64 end record'),
    length: toNumber(record.getBigUint64(40, true), source.file, 'zip64 end record'),
    offset: toNumber(record.getBigUint64(48, true), source.file, 'zip64 end record'),
  };
}

function hasLocator(source: ByteSource, absolute: number): boolean {
  if (absolute < 20) return false;
  const bytes = source.read(absolute - 20, 4, 'zip64 locator');
  return new DataView(bytes.buffer).getUint32(0, true) === END64_LOCATOR_SIGNATURE;
}

/**
 * Sizes and offsets that do not fit 32 bits stand in an extra field, in this order, each only where needed.
 */
function applyZip64(
  entry: ZipEntry,
  view: DataView,
  start: number,
  length: number,
  file: string | undefined,
): void {
  const needed = (['size', 'compressedSize', 'headerOffset'] as const).filter((k) => entry[k] === 0xffffffff);
  if (needed.length === 0) return;
  const field = `member "${entry.name}"`;
  let position = start;
  while (position + 4 <= start + length) {
    const id = view.getUint16(position, true);
    const bodyLength = view.getUint16(position + 2, true);
    const body = position + 4;
    if (id === 1 && body + bodyLength <= start + length && bodyLength >= 8 * needed.length) {
      needed.forEach((key, i) => {
        entry[key] = toNumber(view.getBigUint64(body + 8 * i, true), file, field);
      });
      return;
    }
    position = body + bodyLength;
  }
  throw new FormatError(file, field, 'lacks the zip64 sizes its entry points to');
}

function toNumber(value: bigint, file: string | undefined, field: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new FormatError(file, field, `${value} is not possible`);
  return Number(value);
}

function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  // Without the flag the name is in an old code page, whose first half is ASCII.
  return isUtf8 ? new TextDecoder().decode(bytes) : Buffer.from(bytes).toString('latin1');
}
