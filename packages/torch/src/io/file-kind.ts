import { withSource } from './byte-source.js';

/** What a file is by its first bytes, whatever its name says. */
export interface FileKind {
  name: FileKindName;
  /** For messages, with its article: `a Git LFS pointer`. */
  words: string;
  /** How to get at what is wanted, where that needs no more than the kind. */
  mend?: string;
}

export type FileKindName =
  | 'torch'
  | 'npz'
  | 'zip'
  | 'pickle'
  | 'safetensors'
  | 'npy'
  | 'picture'
  | 'json'
  | 'text'
  | 'empty'
  | 'stand-in'
  | 'packed'
  | 'tar'
  | 'other'
  | 'unknown';

/** Bytes from a file's start that `recogniseFile` looks at. */
export const FILE_HEAD_BYTES = 512;

const DOWNLOAD = 'fetch the file again';
const UNPACK = 'unpack it first';

/** First bytes (latin-1) of kinds that have a mark of their own. */
const MARKS: readonly (readonly [mark: string, kind: FileKind])[] = [
  [
    'version https://git-lfs.github.com/spec/',
    {
      name: 'stand-in',
      words: 'a Git LFS pointer that stands for the file',
      mend: 'run `git lfs pull` where it was cloned',
    },
  ],
  ['../../../annex/objects', { name: 'stand-in', words: 'a git-annex pointer', mend: 'run `git annex get`' }],
  ['\x1f\x8b', { name: 'packed', words: 'gzip-compressed data', mend: 'unpack it with gunzip or tar first' }],
  ['BZh', { name: 'packed', words: 'bzip2-compressed data', mend: UNPACK }],
  ['\xfd7zXZ\0', { name: 'packed', words: 'xz-compressed data', mend: UNPACK }],
  ['\x28\xb5\x2f\xfd', { name: 'packed', words: 'zstd-compressed data', mend: UNPACK }],
  ['7z\xbc\xaf\x27\x1c', { name: 'packed', words: 'a 7-Zip archive', mend: UNPACK }],
  ['Rar!\x1a\x07', { name: 'packed', words: 'a RAR archive', mend: UNPACK }],
  ['\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8', { name: 'torch', words: 'a PyTorch checkpoint' }],
  ['\x93NUMPY', { name: 'npy', words: 'a NumPy array (npy)' }],
  ['\x89HDF\r\n\x1a\n', { name: 'other', words: 'an HDF5 file' }],
  ['\x89PNG\r\n\x1a\n', { name: 'picture', words: 'a PNG picture' }],
  ['\xff\xd8\xff', { name: 'picture', words: 'a JPEG picture' }],
  ['GIF8', { name: 'picture', words: 'a GIF picture' }],
  ['II*\0', { name: 'picture', words: 'a TIFF picture' }],
  ['MM\0*', { name: 'picture', words: 'a TIFF picture' }],
  ['DDS ', { name: 'picture', words: 'a DDS picture' }],
  ['%PDF-', { name: 'other', words: 'a PDF document' }],
  ['PAR1', { name: 'other', words: 'a Parquet file' }],
  ['glTF', { name: 'other', words: 'a binary glTF model' }],
  ['ply\n', { name: 'other', words: 'a PLY model' }],
  ['ply\r\n', { name: 'other', words: 'a PLY model' }],
  [
    '\0\x05\x16\x07',
    {
      name: 'stand-in',
      words: 'what macOS keeps beside a file (AppleDouble), not the file',
      mend: 'use the file without `._`',
    },
  ],
];

/**
 * The kind of a file from its first bytes (`FILE_HEAD_BYTES` are enough).
 *
 * @param size of the whole file, where `head` is a part of it
 */
export function recogniseFile(head: Uint8Array, size: number = head.byteLength): FileKind {
  if (size === 0) return { name: 'empty', words: 'an empty file', mend: DOWNLOAD };
  const text = Buffer.from(head.subarray(0, FILE_HEAD_BYTES)).toString('latin1');
  const marked = MARKS.find(([mark]) => text.startsWith(mark));
  if (marked !== undefined) return marked[1];
  if (text.startsWith('PK\x03\x04')) return zipKind(text, head);
  if (text.startsWith('PK\x05\x06')) return { name: 'zip', words: 'an empty ZIP archive', mend: DOWNLOAD };
  if (text.startsWith('BM') && head.byteLength > 14 && text.slice(6, 10) === '\0\0\0\0') {
    return { name: 'picture', words: 'a BMP picture' };
  }
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP')
    return { name: 'picture', words: 'a WebP picture' };
  if (text.slice(4, 8) === 'ftyp') {
    const isPicture = /^(heic|heix|mif1|avif)/.test(text.slice(8, 12));
    return isPicture
      ? { name: 'picture', words: 'a HEIF or AVIF picture' }
      : { name: 'other', words: 'a film (MP4)' };
  }
  if (text.slice(257, 262) === 'ustar') return { name: 'tar', words: 'a tar archive', mend: UNPACK };
  if (isSafetensors(head, size)) return { name: 'safetensors', words: 'a safetensors file' };
  if (head[0] === 0x80 && head[1] >= 1 && head[1] <= 5) return { name: 'pickle', words: 'a Python pickle' };
  return textKind(text);
}

/** `recogniseFile` of a file on disk. @throws {FormatError} where it cannot be opened. */
export function recogniseFileAt(path: string): FileKind {
  return withSource(path, undefined, (source) =>
    recogniseFile(source.read(0, Math.min(FILE_HEAD_BYTES, source.size), 'file'), source.size),
  );
}

/** What a file is, in words, and how to mend it: `a Git LFS pointer that stands for the file; run ...`. */
export function describeFile(head: Uint8Array, size: number = head.byteLength): string {
  const { words, mend } = recogniseFile(head, size);
  return mend === undefined ? words : `${words} (${mend})`;
}

function zipKind(text: string, head: Uint8Array): FileKind {
  const length = head[26] | (head[27] << 8);
  const first = text.slice(30, 30 + length);
  if (/^[^/]+\/(data\.pkl|data\/\d+|byteorder|version|\.format_version)$/.test(first)) {
    return { name: 'torch', words: 'a PyTorch checkpoint' };
  }
  if (first.endsWith('.npy')) return { name: 'npz', words: 'a NumPy archive (npz)' };
  return { name: 'zip', words: 'a ZIP archive' };
}

function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.byteLength < 10 || head[8] !== 0x7b) return false;
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(size - 8);
}

function textKind(text: string): FileKind {
  const start = text.replace(/^(\xef\xbb\xbf|\s)+/, '');
  if (/^<(!doctype|html|head|body|\?xml|!--)/i.test(start)) {
    const words = /html|<head|<body/i.test(start) ? 'a web page (HTML)' : 'an XML document';
    return { name: 'stand-in', words, mend: `${DOWNLOAD}: a page may stand for an error or a sign-in` };
  }
  const isText = /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(text);
  if (isText && /^[{[]/.test(start)) return { name: 'json', words: 'JSON text' };
  if (isText && /[\x20-\x7e]{4}/.test(text) && !/[\x80-\x9f]/.test(text))
    return { name: 'text', words: `text that begins '${start.slice(0, 40).split(/[\r\n]/)[0]}'` };
  const hex = Buffer.from(text.slice(0, 8), 'latin1').toString('hex');
  return { name: 'unknown', words: `a file of unknown kind that begins ${hex}` };
}
