import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { decodeImage } from './decode-image.js';

describe('decodeImage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'decode-image-'));
  const at = (name: string) => join(folder, name);
  const pixels = new Uint8Array(64 * 48 * 3).map((_, i) => (i * 37) % 256);
  beforeAll(async () => {
    const image = () => sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } });
    const jpeg = await image().jpeg({ quality: 90 }).toBuffer();
    const png = await image().png().toBuffer();
    writeFileSync(at('good.png'), png);
    writeFileSync(at('cut.png'), png.subarray(0, Math.floor(png.length * 0.6)));
    writeFileSync(at('good.jpg'), jpeg);
    writeFileSync(at('cut.jpg'), jpeg.subarray(0, Math.floor(jpeg.length * 0.6)));
    writeFileSync(at('noise.jpg'), Buffer.concat([jpeg.subarray(0, 4), Buffer.alloc(2000, 0x5a)]));
    writeFileSync(at('text.jpg'), 'not a picture');
    writeFileSync(at('empty.jpg'), '');
    writeFileSync(at('gray.png'), await image().grayscale().png().toBuffer());
    const alpha = await image().ensureAlpha(0.5).png().toBuffer();
    writeFileSync(at('alpha.png'), alpha);
    writeFileSync(at('picture.webp'), await image().webp().toBuffer());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads PNG exactly, JPEG closely', async () => {
    const png = await decodeImage(at('good.png'));
    expect([png.width, png.height]).toEqual([64, 48]);
    expect(Buffer.from(png.pixels).equals(Buffer.from(pixels))).toBe(true);
    const jpeg = await decodeImage(at('good.jpg'));
    expect(jpeg.pixels.length).toBe(64 * 48 * 3);
  });

  it('drops alpha and widens grey', async () => {
    expect(Buffer.from((await decodeImage(at('alpha.png'))).pixels).equals(Buffer.from(pixels))).toBe(true);
    const gray = await decodeImage(at('gray.png'));
    expect(gray.pixels.length).toBe(64 * 48 * 3);
    expect(gray.pixels[0]).toBe(gray.pixels[2]);
  });

  it('mirrors what its labels had mirrored', async () => {
    const { pixels: mirrored } = await decodeImage({ path: at('good.png'), mirrored: true });
    expect(Array.from(mirrored.subarray(0, 3))).toEqual(Array.from(pixels.subarray(63 * 3, 64 * 3)));
    expect(Array.from(mirrored.subarray(-3))).toEqual(
      Array.from(pixels.subarray(47 * 64 * 3, 47 * 64 * 3 + 3)),
    );
  });

  it.each([
    ['missing.jpg', /missing\.jpg: image is missing/],
    ['cut.jpg', /cut\.jpg: damaged image/],
    ['cut.png', /cut\.png: damaged image/],
    ['noise.jpg', /noise\.jpg: damaged image/],
    ['text.jpg', /text\.jpg: not a JPEG or PNG image but text that begins 'not a picture'/],
    ['empty.jpg', /empty\.jpg: not a JPEG or PNG image but an empty file/],
    ['picture.webp', /picture\.webp: not a JPEG or PNG/],
  ])('refuses %s with its name', async (name, message) => {
    const error = await decodeImage(at(name)).catch((caught) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  it('refuses pictures past the limits and of another size', async () => {
    await expect(decodeImage(at('good.png'), { maxPixels: 1000 })).rejects.toThrow(/pixel limit/);
    await expect(decodeImage(at('good.png'), { maxBytes: 100 })).rejects.toThrow(/expected at most 100/);
    await expect(decodeImage(at('good.png'), { expected: { width: 640, height: 480 } })).rejects.toThrow(
      /image is 64x48, expected 640x480/,
    );
  });
});
