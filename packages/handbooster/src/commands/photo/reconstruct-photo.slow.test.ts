import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { Random, setThreads } from '@handbooster/torch';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { projectPoints } from '../../geometry/camera.js';
import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork } from '../../reconstruction/weights/network-file.js';
import { readPhoto } from './read-photo.js';
import { type ReconstructPhotoOptions, reconstructPhoto } from './reconstruct-photo.js';

setThreads(1);

describe('reconstructPhoto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-photo-'));
  const image = join(folder, 'photo.jpg');
  const model = loadBuiltinHand();
  const network = createNetwork('mobrecon-s', model, 64, 4);
  const output = join(folder, 'out');
  const given: ReconstructPhotoOptions = { side: 'right', box: [120, 60, 130, 130], camera: null, output };

  beforeAll(async () => {
    const random = new Random(1, 'photo');
    const pixels = Uint8Array.from({ length: 3 * 400 * 300 }, () => random.integer(256));
    await sharp(pixels, { raw: { width: 400, height: 300, channels: 3 } })
      .jpeg({ quality: 95 })
      .toFile(image);
  });
  afterAll(() => {
    network.dispose();
    rmSync(folder, { recursive: true });
  });

  it.each(['right', 'left'] as const)('writes a %s hand that all files agree on', async (side) => {
    const { hand, files, cameraGuessed } = await reconstructPhoto(image, network, model, { ...given, side });
    const [overlay, glb, obj, json] = files;
    expect(cameraGuessed).toBe(true);
    const facts = JSON.parse(readFileSync(json, 'utf8'));
    expect(facts.camera.guessed).toBe(true);
    expect(facts.box).toEqual({ pixels: [120, 60, 130, 130], from: 'given' });
    expect(facts.jointsFromWrist[0]).toEqual([0, 0, 0]);
    // Camera joints project near the 2D joints, as far as an untrained network agrees with itself.
    const projected = projectPoints(hand.camera, facts.jointsInCamera.flat());
    const centre = (points: ArrayLike<number>, axis: number) =>
      Array.from(points).reduce((sum, value, i) => (i % 2 === axis ? sum + value / 21 : sum), 0);
    for (const axis of [0, 1]) {
      expect(centre(projected, axis)).toBeCloseTo(centre(facts.joints2d.flat(), axis), -1);
    }
    const lines = readFileSync(obj, 'utf8').trim().split('\n');
    const rows = (kind: string) =>
      lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.split(' ').slice(1).map(Number));
    const vertices = Float32Array.from(rows('v').flat());
    const faces = Uint32Array.from(rows('f').flat(), (index) => index - 1);
    expect(vertices.length).toBe(model.template.length);
    expect(vertices).toBeAllclose(
      // Upright: the camera's y down and z forward turned to y up and z towards the camera.
      hand.vertices.map((value, i) => (i % 3 === 0 ? 1 : -1) * (value + hand.wrist[i % 3])),
      { absolute: 1e-6 },
    );
    // The template starts the vertices, so an untrained network gives a closed hand: outsides are outside.
    expect(signedVolume({ vertices, faces })).toBeGreaterThan(1e-4);
    const scene = await new NodeIO().read(glb);
    const [mesh] = scene.getRoot().listMeshes();
    const [primitive] = mesh.listPrimitives();
    const positions = primitive.getAttribute('POSITION')!.getArray() as Float32Array;
    expect(positions).toBeAllclose(vertices, { absolute: 1e-6 });
    expect(lines[0]).toMatch(/axes: x right, y up, z towards the camera/);
    const turned = Uint32Array.from(primitive.getIndices()!.getArray()!);
    expect(signedVolume({ vertices: positions, faces: turned })).toBeGreaterThan(1e-4);
    const [before, after] = [await readPhoto(image), await readPhoto(overlay)];
    expect([after.width, after.height]).toEqual([400, 300]);
    let changed = 0;
    for (let i = 0; i < after.pixels.length; i++) changed += Number(after.pixels[i] !== before.pixels[i]);
    expect(changed).toBeGreaterThan(1000);
    expect(changed).toBeLessThan(0.9 * after.pixels.length);
  });

  it('uses a camera that is given, and looks for the hand where no box is', async () => {
    const camera = { fx: 800, fy: 800, cx: 200, cy: 150 };
    const shown = await reconstructPhoto(image, network, model, { ...given, camera });
    expect(shown.cameraGuessed).toBe(false);
    const { fx, fy, cx, cy, guessed } = JSON.parse(readFileSync(shown.files[3], 'utf8')).camera;
    expect({ fx, fy, cx, cy, guessed }).toEqual({ ...camera, guessed: false });
    const found = await reconstructPhoto(image, network, model, { ...given, box: null });
    expect(found.agreement).not.toBeNull();
    const [x, y, width, height] = found.hand.box;
    expect(x + width > 0 && y + height > 0 && x < 400 && y < 300).toBe(true);
    expect(JSON.parse(readFileSync(found.files[3], 'utf8')).box.from).toBe('found');
  });

  it('says what is wrong with a box or a file', async () => {
    const outside = reconstructPhoto(image, network, model, { ...given, box: [500, 0, 50, 50] });
    await expect(outside).rejects.toThrow(/--box.*400x300.*500,0,50,50/);
    await expect(reconstructPhoto(join(folder, 'none.png'), network, model, given)).rejects.toThrow(
      InputError,
    );
  });

  it('says how steady the answer is, and guesses the side where it is asked to', async () => {
    const right = await reconstructPhoto(image, network, model, given);
    const left = await reconstructPhoto(image, network, model, { ...given, side: 'left' });
    const auto = await reconstructPhoto(image, network, model, { ...given, side: 'auto' });
    expect(auto.hand.side).toBe(left.spread < right.spread ? 'left' : 'right');
    expect(auto.spread).toBe(Math.min(left.spread, right.spread));
    const { side, sideGuessed, spread, steady } = JSON.parse(readFileSync(auto.files[3], 'utf8'));
    expect({ side, sideGuessed }).toEqual({ side: auto.hand.side, sideGuessed: true });
    expect(spread).toBeCloseTo(auto.spread, 3);
    expect(steady).toBe(auto.spread <= 0.15);
  });

  it('draws the overlay of a photo of many pixels smaller, at the same places', async () => {
    const path = join(folder, 'large.png');
    await sharp(image).resize(4800, 3600).toFile(path);
    const box: [number, number, number, number] = [1440, 720, 1560, 1560];
    const { files, hand } = await reconstructPhoto(path, network, model, { ...given, box });
    const overlay = await readPhoto(files[0]);
    expect([overlay.width, overlay.height]).toEqual([2400, 1800]);
    expect(hand.camera.width).toBe(4800);
    // The white box, half as large.
    const white = (x: number, y: number) => overlay.pixels[3 * (Math.round(y) * 2400 + Math.round(x)) + 1];
    for (const x of [900, 1200, 1400]) expect(white(x, 360)).toBeGreaterThan(240);
    for (const y of [500, 800, 1100]) expect(white(720, y)).toBeGreaterThan(240);
  });

  it('turns a photo upright as its camera noted, in all eight ways', async () => {
    // EXIF says which sides of the upright picture the first row and the first column of the stored one are.
    const sides = ['top left', 'top right', 'bottom right', 'bottom left'].concat([
      'left top',
      'right top',
      'right bottom',
      'left bottom',
    ]);
    const [width, height] = [12, 8];
    const upright = Uint8Array.from({ length: 3 * width * height }, (_, k) => (k * 37) % 251);
    for (const [i, side] of sides.entries()) {
      const [row0] = side.split(' ');
      const across = row0 === 'top' || row0 === 'bottom';
      const [rows, columns] = across ? [height, width] : [width, height];
      const stored = new Uint8Array(upright.length);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const [down, along] = across ? [row, column] : [column, row];
          const y = side.includes('bottom') ? height - 1 - down : down;
          const x = side.includes('right') ? width - 1 - along : along;
          const from = 3 * (y * width + x);
          stored.set(upright.subarray(from, from + 3), 3 * (row * columns + column));
        }
      }
      const path = join(folder, `turned-${i + 1}.png`);
      const raw = { width: columns, height: rows, channels: 3 as const };
      await sharp(stored, { raw })
        .withMetadata({ orientation: i + 1 })
        .png()
        .toFile(path);
      expect(await readPhoto(path)).toEqual({ width, height, pixels: upright });
    }
  });

  it.each([
    ['grey', (s: Sharp) => s.greyscale().toColourspace('b-w').png()],
    ['grey with alpha', (s: Sharp) => s.ensureAlpha().greyscale().toColourspace('b-w').png()],
    ['alpha', (s: Sharp) => s.ensureAlpha().png()],
    ['palette', (s: Sharp) => s.png({ palette: true })],
    ['sixteen bits', (s: Sharp) => s.toColourspace('rgb16').png()],
    ['CMYK', (s: Sharp) => s.toColourspace('cmyk').jpeg({ quality: 95 })],
    ['WebP', (s: Sharp) => s.webp({ quality: 95 })],
    ['TIFF', (s: Sharp) => s.tiff()],
  ])('reads a picture of the kind: %s', async (kind, encode) => {
    const path = join(folder, `kind-${kind.replaceAll(' ', '-')}.img`);
    const even = Buffer.from(Array.from({ length: 40 * 30 }, () => [200, 120, 40]).flat());
    await encode(sharp(even, { raw: { width: 40, height: 30, channels: 3 } })).toFile(path);
    const { width, height, pixels } = await readPhoto(path);
    expect([width, height, pixels.length]).toEqual([40, 30, 3600]);
    const [red, green, blue] = pixels.subarray(3 * 620);
    if (kind.startsWith('grey')) {
      expect([green, blue]).toEqual([red, red]);
      // Between the luminances of sRGB's and of linear light's weights.
      expect(red).toBeGreaterThan(120);
      expect(red).toBeLessThan(140);
    } else {
      const limit = kind === 'CMYK' ? 30 : 4;
      expect(Math.abs(red - 200) + Math.abs(green - 120) + Math.abs(blue - 40)).toBeLessThan(3 * limit);
    }
  });
});
