import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPhoto } from '../../packages/handbooster/src/commands/photo/read-photo.js';
import { decodeImage } from '../../packages/handbooster/src/datasets/images/decode-image.js';
import { readTexture } from '../../packages/handbooster/src/objects/files/read-texture.js';
import { filesFolder } from './support/box-files.js';

const { file } = filesFolder('decoder-warnings');
const READERS: [string, (path: string) => Promise<{ pixels: Uint8Array }>][] = [
  ['readPhoto', readPhoto],
  ['readTexture', (path) => readTexture(path, 1024)],
  ['decodeImage', (path) => decodeImage(path)],
];

const picture = sharp(
  Uint8Array.from({ length: 80 * 60 * 3 }, (_, i) => 128 + 100 * Math.sin(i * 0.021)),
  { raw: { width: 80, height: 60, channels: 3 } },
);
const jpeg = await picture.clone().jpeg({ quality: 90 }).toBuffer();
const png = await picture.clone().png().toBuffer();
const progressive = await picture.clone().jpeg({ quality: 90, progressive: true }).toBuffer();

function withBytes(bytes: Buffer, at: number, extra: number[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(extra), bytes.subarray(at)]);
}

/** Where the JPEG's second segment, its scan and its end begin. */
const second = 4 + jpeg.readUInt16BE(4);
const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
const end = jpeg.length - 2;

describe.each(READERS)('%s', (_, read) => {
  it.each<[string, Buffer, Buffer]>([
    ['spare bytes before a marker', withBytes(jpeg, second, [0x12, 0x34, 0x56]), jpeg],
    ['spare bytes before the scan', withBytes(jpeg, scan, [0, 0, 0, 0]), jpeg],
    ['spare bytes before the end', withBytes(jpeg, end, [0x55, 0xaa]), jpeg],
    ["bytes after the end, as a camera's second picture", Buffer.concat([jpeg, jpeg.subarray(0, 300)]), jpeg],
    [
      'spare bytes between the scans of a progressive picture',
      withBytes(progressive, progressive.lastIndexOf(Buffer.from([0xff, 0xda])), [1, 2, 3]),
      progressive,
    ],
  ])('reads a JPEG with %s', async (name, odd, plain) => {
    const odder = file(`${name.length}/odd.jpg`, odd);
    const { pixels } = await read(file(`${name.length}/plain.jpg`, plain));
    expect(Buffer.from((await read(odder)).pixels).equals(Buffer.from(pixels))).toBe(true);
  });

  it.each<[string, Buffer]>([
    ['a JPEG', jpeg],
    ['a progressive JPEG', progressive],
    ['a PNG', png],
  ])('refuses %s that is cut short', async (_, bytes) => {
    for (const share of [0.4, 0.8, 0.97]) {
      const path = file(`cut-${share}`, bytes.subarray(0, Math.floor(share * bytes.length)));
      await expect(read(path)).rejects.toThrow(/cut-0/);
    }
  });
});
