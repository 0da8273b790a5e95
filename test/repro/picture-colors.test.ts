import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPhoto } from '../../packages/handbooster/src/commands/photo/read-photo.js';
import { decodeImage } from '../../packages/handbooster/src/datasets/images/decode-image.js';
import { filesFolder } from './support/box-files.js';

const { file } = filesFolder('picture-colors');
const [width, height] = [48, 32];
const values = Uint8Array.from(
  { length: width * height * 3 },
  (_, i) => 128 + 120 * Math.sin(i * 0.017 + (i % 3)),
);
const picture = () => sharp(values, { raw: { width, height, channels: 3 } });

/** A JPEG without its segments of one kind (0xe2: profiles, 0xee: Adobe's note). */
function without(jpeg: Buffer, marker: number): Buffer {
  const pieces = [jpeg.subarray(0, 2)];
  for (let i = 2; ; ) {
    if (jpeg[i + 1] === 0xda) return Buffer.concat([...pieces, jpeg.subarray(i)]);
    const next = i + 2 + jpeg.readUInt16BE(i + 2);
    if (jpeg[i + 1] !== marker) pieces.push(jpeg.subarray(i, next));
    i = next;
  }
}

describe('decodeImage gives the numbers that OpenCV, and so the published loaders, read', () => {
  it('leaves colour profiles alone', async () => {
    const jpeg = await picture().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
    const bare = without(jpeg, 0xe2);
    expect(bare.length).toBeLessThan(jpeg.length);
    const read = await decodeImage(file('p3.jpg', jpeg));
    expect(read.pixels).toEqual((await decodeImage(file('bare.jpg', bare))).pixels);
    // A photo is shown as it looks: there the profile counts.
    expect((await readPhoto(file('p3.jpg', jpeg))).pixels).not.toEqual(read.pixels);
  });

  it('leaves profiles of PNG alone', async () => {
    const { data } = await picture().withIccProfile('p3').raw().toBuffer({ resolveWithObject: true });
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const marked = await picture().withIccProfile('p3').png().toBuffer();
    const read = await decodeImage(file('p3.png', marked));
    expect(read.pixels).toEqual((await decodeImage(file('bare.png', png))).pixels);
  });

  it.each([
    ['with', false],
    ['without', true],
  ])("takes CMYK for inverted inks, %s Adobe's note", async (_, strip) => {
    // Four upright stripes; the colours at their middles are what OpenCV 4.6's imread gives for this file.
    const jpeg = Buffer.from(
      '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgICAgIDAgICAwMDAwQGBAQEBAQIBgYFBgkICgoJCAkJCgwPDAoLDgsJCQ0RDQ4PEBAREAoMEhMSEBMPEBAQ' +
        '/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAgJBAf/xAAiEAABAgUEAwAAAAAAAAAAAAAACUcHg4XCxAYIREVGhsX/' +
        '2gAOBEMATQBZAEsAAD8A7YpW3NXwzSh+9Prn0gyb9/BanilIIddhKvEZEnrp1hRrW3CmWiISYdSh5wG1bGqruAf/2Q==',
      'base64',
    );
    const { pixels } = await decodeImage(file('cmyk.jpg', strip ? without(jpeg, 0xee) : jpeg));
    const middles = [1, 5, 9, 13].map((x) => [...pixels.subarray(3 * (4 * 16 + x), 3 * (4 * 16 + x) + 3)]);
    expect(middles).toEqual([
      [213, 8, 119],
      [87, 255, 3],
      [238, 249, 23],
      [41, 45, 45],
    ]);
  });
});
