import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';

export interface EncodeZipOptions {
  /** Deflates the members; stored otherwise. */
  compress?: boolean;
  /**
   * Members of fewer bytes are stored all the same: to deflate a few numbers takes longer than to write them.
   */
  storeBelow?: number;
}

const ENCODE_ZIP_DEFAULTS = { compress: false, storeBelow: 0 };
const UTF8_FLAG = 0x800;
const LIMIT = 0xffffffff;
// 1 January 1980, the first date a ZIP can say: equal members give equal bytes whenever they are written.
const DATE = (1 << 5) | 1;

/**
 * A ZIP archive of the given members, in the map's order, as pieces to be written one after the other.
 * @throws {RangeError} past the 4 GiB and 65534 members of the 32-bit records.
 */
export function encodeZip(
  members: ReadonlyMap<string, Uint8Array>,
  options: EncodeZipOptions = {},
): Uint8Array[] {
  const { compress, storeBelow } = { ...ENCODE_ZIP_DEFAULTS, ...options };
  if (members.size > 0xfffe) throw new RangeError(`${members.size} members are too many for a zip archive`);
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, bytes] of members) {
    const nameBytes = new TextEncoder().encode(name);
    const deflated = compress && bytes.byteLength >= storeBelow;
    const body = deflated ? deflateRawSync(bytes) : bytes;
    // The 26 bytes that the local header and the directory's entry share.
    const shared = new DataView(new ArrayBuffer(26));
    shared.setUint16(0, 20, true); // version needed
    shared.setUint16(2, UTF8_FLAG, true);
    shared.setUint16(4, deflated ? 8 : 0, true);
    shared.setUint16(8, DATE, true);
    shared.setUint32(10, crc32(bytes), true);
    shared.setUint32(14, body.byteLength, true);
    shared.setUint32(18, bytes.byteLength, true);
    shared.setUint16(22, nameBytes.byteLength, true);
    const sharedBytes = new Uint8Array(shared.buffer);

    const local = new Uint8Array(30 + nameBytes.byteLength);
    new DataView(local.buffer).setUint32(0, 0x04034b50, true);
    local.set(sharedBytes, 4);
    local.set(nameBytes, 30);
    const entry = new Uint8Array(46 + nameBytes.byteLength);
    const entryView = new DataView(entry.buffer);
    entryView.setUint32(0, 0x02014b50, true);
    entryView.setUint16(4, 20, true);
    entry.set(sharedBytes, 6);
    entryView.setUint32(42, offset, true);
    entry.set(nameBytes, 46);

    pieces.push(local, body);
    directory.push(entry);
    offset += local.byteLength + body.byteLength;
    if (offset >= LIMIT || bytes.byteLength >= LIMIT) {
      throw new RangeError(`the zip archive passes 4 GiB at member "${name}"; write fewer arrays to a file`);
    }
  }
  const length = directory.reduce((sum, entry) => sum + entry.byteLength, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, members.size, true);
  end.setUint16(10, members.size, true);
  end.setUint32(12, length, true);
  end.setUint32(16, offset, true);
  return [...pieces, ...directory, new Uint8Array(end.buffer)];
}
