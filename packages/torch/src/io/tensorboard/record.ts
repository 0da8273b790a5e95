import { maskedCrc32c } from './crc32c.js';

const HEADER = 12;
const FOOTER = 4;

/** One record of a TensorFlow record file: length, its checksum, the bytes, their checksum. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER + data.length + FOOTER);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, HEADER);
  view.setUint32(HEADER + data.length, maskedCrc32c(data), true);
  return record;
}

/** The sound records at the head of a file; what a crash cut short or damaged ends them. */
export function* readRecords(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + HEADER + FOOTER <= bytes.length) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + HEADER + length;
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes.subarray(at, at + 8))) return;
    if (end + FOOTER > bytes.length) return;
    const data = bytes.subarray(at + HEADER, end);
    if (view.getUint32(end, true) !== maskedCrc32c(data)) return;
    yield data;
    at = end + FOOTER;
  }
}
