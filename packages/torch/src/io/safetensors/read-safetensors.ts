import { type ArrayData, type ArrayDType, elementCount, itemSize, viewBytes } from '../arrays/array-data.js';
import { type ByteSource, withSource } from '../byte-source.js';
import { expectKind } from '../expect-kind.js';
import { FormatError } from '../format-error.js';
import { METADATA_KEY, SAFETENSORS_DTYPES, SAFETENSORS_HEADER_CAP } from './safetensors-dtype.js';
import { type Json, parseStrictJson } from './strict-json.js';

/** The tensors of a safetensors file by name, in the order of its header, and its free-form metadata. */
export class SafetensorsContents extends Map<string, ArrayData> {
  metadata: Record<string, string> = {};
}

export interface SafetensorsEntry {
  dtype: ArrayDType;
  shape: number[];
  /** First byte, from the file's start. */
  begin: number;
  /** One past the last byte. */
  end: number;
}

export interface SafetensorsHeader {
  entries: Map<string, SafetensorsEntry>;
  metadata: Record<string, string>;
}

export interface ReadSafetensorsOptions {
  /** Reads only the tensors for which this holds. The whole header is checked all the same. */
  only?: (name: string) => boolean;
}

/**
 * Reads a safetensors file. Everything the format asks is checked before anything is allocated: the header's
 * length against the file and the format's 100 MB, UTF-8, no key twice, known types, shape x type = bytes,
 * and that the tensors tile the data exactly, without holes, overlap or a rest.
 * @throws {FormatError} naming the file and the tensor.
 */
export function readSafetensors(path: string, options: ReadSafetensorsOptions = {}): SafetensorsContents {
  return withSource(path, undefined, (source) => readTensors(source, options));
}

/** As `readSafetensors`, from bytes; `file` names them in errors. */
export function parseSafetensors(bytes: Uint8Array, file?: string): SafetensorsContents {
  return withSource(bytes, file, (source) => readTensors(source, {}));
}

/** Names, types, shapes, places and metadata of a file's tensors, checked, without reading the tensors. */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  return withSource(path, undefined, readHeader);
}

function readTensors(source: ByteSource, { only }: ReadSafetensorsOptions): SafetensorsContents {
  const header = readHeader(source);
  const contents = new SafetensorsContents();
  contents.metadata = header.metadata;
  for (const [name, { dtype, shape, begin, end }] of header.entries) {
    if (only !== undefined && !only(name)) continue;
    // Each tensor has bytes of its own: aligned whatever the file's alignment, and freed apart.
    const data = viewBytes(dtype, source.read(begin, end - begin, `tensor "${name}"`));
    contents.set(name, { dtype, shape, data });
  }
  return contents;
}

function readHeader(source: ByteSource): SafetensorsHeader {
  expectKind(source, 'a safetensors file', ['safetensors', 'json']);
  const prefix = source.read(0, 8, 'header length');
  const declared = new DataView(prefix.buffer).getBigUint64(0, true);
  if (declared > BigInt(SAFETENSORS_HEADER_CAP)) {
    throw new FormatError(
      source.file,
      'header length',
      `${declared} bytes, at most ${SAFETENSORS_HEADER_CAP} are allowed (not a safetensors file?)`,
    );
  }
  const length = Number(declared);
  if (length < 2) throw new FormatError(source.file, 'header length', `${length} bytes hold no JSON object`);
  const json = source.read(8, length, 'header');
  if (json[0] !== 0x7b) throw new FormatError(source.file, 'header', 'does not begin with "{"');
  return checkHeader(parseHeader(json, source.file), 8 + length, source);
}

function parseHeader(json: Uint8Array, file: string | undefined): Map<string, Json> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
  } catch (error) {
    throw new FormatError(file, 'header', 'is not UTF-8', { cause: error });
  }
  try {
    return parseStrictJson(text) as Map<string, Json>; // An object, as it begins with a brace.
  } catch (error) {
    throw new FormatError(file, 'header', `bad JSON, ${(error as Error).message}`, { cause: error });
  }
}

function checkHeader(fields: Map<string, Json>, start: number, source: ByteSource): SafetensorsHeader {
  const entries = new Map<string, SafetensorsEntry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (name === METADATA_KEY) metadata = checkMetadata(value, source.file);
    else entries.set(name, checkEntry(name, value, start, source));
  }
  // The tensors must tile the data: each begins where the one before it ends.
  const sorted = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let position = start;
  for (const [name, { begin, end }] of sorted) {
    if (begin !== position) {
      const kind = begin > position ? 'leaves a hole before it' : 'overlaps the tensor before it';
      throw new FormatError(
        source.file,
        `tensor "${name}"`,
        `begins at data byte ${begin - start}, expected ${position - start}: it ${kind}`,
      );
    }
    position = end;
  }
  if (position !== source.size) {
    throw new FormatError(
      source.file,
      'data',
      `the header describes ${position - start} bytes, the file holds ${source.size - start}`,
    );
  }
  return { entries, metadata };
}

function checkMetadata(value: Json, file: string | undefined): Record<string, string> {
  if (!(value instanceof Map)) throw new FormatError(file, METADATA_KEY, 'expected an object of texts');
  const metadata: Record<string, string> = {};
  for (const [key, text] of value) {
    if (typeof text !== 'string') {
      throw new FormatError(file, `${METADATA_KEY}.${key}`, 'expected a text');
    }
    Object.defineProperty(metadata, key, {
      value: text,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return metadata;
}

function checkEntry(name: string, value: Json, start: number, source: ByteSource): SafetensorsEntry {
  const field = `tensor "${name}"`;
  const fail = (problem: string): never => {
    throw new FormatError(source.file, field, problem);
  };
  if (!(value instanceof Map)) return fail('expected an object with dtype, shape and data_offsets');
  for (const key of value.keys()) {
    if (key !== 'dtype' && key !== 'shape' && key !== 'data_offsets') fail(`unknown key "${key}"`);
  }
  const dtypeName = value.get('dtype');
  const dtype = typeof dtypeName === 'string' ? SAFETENSORS_DTYPES.get(dtypeName) : undefined;
  if (dtype === undefined) {
    return fail(
      `dtype is ${JSON.stringify(dtypeName)}, expected one of ${[...SAFETENSORS_DTYPES.keys()].join(' ')}`,
    );
  }
  const shape = value.get('shape');
  if (!isSizes(shape)) return fail(`shape is ${show(shape)}, expected a list of whole numbers`);
  const offsets = value.get('data_offsets');
  if (!isSizes(offsets) || offsets.length !== 2) {
    return fail(`data_offsets is ${show(offsets)}, expected [begin, end]`);
  }
  const [begin, end] = offsets;
  const room = source.size - start;
  if (begin > end || end > room) {
    return fail(`data_offsets [${begin}, ${end}] are out of order or pass the data's ${room} bytes`);
  }
  const bytes = elementCount(shape) * itemSize(dtype);
  if (bytes !== end - begin) {
    return fail(`shape [${shape}] of ${dtypeName} takes ${bytes} bytes, data_offsets give ${end - begin}`);
  }
  return { dtype, shape, begin: start + begin, end: start + end };
}

function isSizes(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

function show(value: Json | undefined): string {
  return value instanceof Map ? 'an object' : String(JSON.stringify(value)).slice(0, 80);
}
