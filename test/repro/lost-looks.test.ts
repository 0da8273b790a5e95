import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readObj } from '../../packages/handbooster/src/objects/files/read-obj.js';
import { writeObj } from '../../packages/handbooster/src/objects/files/write-obj.js';
import type { ObjectModel } from '../../packages/handbooster/src/objects/object-model.js';
import {
  PACKED_STEPS,
  packedLevels,
  samplePacked,
} from '../../packages/handbooster/src/render/textures/packed-texture.js';
import { boxLines, faceColors, filesFolder } from './support/box-files.js';

const { root, file } = filesFolder('lost-looks');
let count = 0;
const GREEN = sharp({ create: { width: 6, height: 4, channels: 3, background: '#00ff00' } });

async function read(folder: string, lines: string[]) {
  const notes: string[] = [];
  const model = await readObj(file(`${folder}/box.obj`, lines.join('\n')), {
    onNote: (words) => notes.push(words),
  });
  return { model, colors: faceColors(model), notes };
}

function textured(map: string, picture: string, bytes: Uint8Array | null, mtl = 'box.mtl') {
  const folder = `case-${count++}`;
  file(`${folder}/${mtl}`, `newmtl skin\nKd 0.2 0.4 0.6\n${map}\n`);
  if (bytes !== null) file(`${folder}/${picture}`, bytes);
  return read(folder, [`mtllib ${mtl}`, ...boxLines('usemtl skin', 's off', { uv: true })]);
}

/** A Targa picture: its header's kind and depth, then its pixels. */
function targa(
  type: number,
  depth: number,
  flags: number,
  width: number,
  height: number,
  data: number[],
  map: number[] = [],
) {
  const mapHeader = map.length > 0 ? [1, type, 0, 0, map.length / 3, 0, 24] : [0, type, 0, 0, 0, 0, 0];
  return Uint8Array.from([0, ...mapHeader, 0, 0, 0, 0, width, 0, height, 0, depth, flags, ...map, ...data]);
}

describe('texture files', () => {
  it.each([
    ['in another letter case', 'map_Kd Green.PNG', 'green.png'],
    ['in another letter case of a folder', 'map_Kd Textures/GREEN.png', 'textures/Green.PNG'],
    ['after options', 'map_Kd -s 1 1 1 -o 0 0 0 -bm 0.5 -clamp on green.png', 'green.png'],
    ['after options in capitals, with spaces', 'MAP_KD -S 1 1 my green skin.png', 'my green skin.png'],
    ['in quotation marks', 'map_kd "my green.png"', 'my green.png'],
    ['before a comment', 'map_Kd green.png # the diffuse map', 'green.png'],
    ['with # in the name', 'map_Kd green#1.png', 'green#1.png'],
    ['with a Windows path', 'map_Kd C:\\Users\\me\\green.png', 'green.png'],
    ['with Windows separators', 'map_Kd maps\\green.png', 'maps/green.png'],
    ['with escaped spaces', 'map_Kd my\\ green.png', 'my green.png'],
    ['in a folder of textures, named without it', 'map_Kd green.png', 'textures/green.png'],
    [
      'in a folder of pictures in another letter case',
      'map_Kd /home/me/maps/GREEN.png',
      'Textures/green.png',
    ],
    ['whose letters are composed otherwise', 'map_Kd gr\u00fcn.png', 'gru\u0308n.png'],
    ['of another kind than their name says', 'map_Kd green.tga', 'green.tga'],
  ])('%s', async (_, map, picture) => {
    const { colors, notes } = await textured(map, picture, await GREEN.clone().png().toBuffer());
    expect([colors, notes]).toEqual([{ '0,255,0': 12 }, []]);
  });

  it('are looked for beside the library', async () => {
    const { colors, notes } = await textured(
      'map_Kd green.png',
      'looks/green.png',
      await GREEN.clone().png().toBuffer(),
      'looks/box.mtl',
    );
    expect([colors, notes]).toEqual([{ '0,255,0': 12 }, []]);
  });

  it.each([
    ['missing', 'map_Kd gone.png', 'other.png', /found no texture gone\.png .*plain colour \(51, 102, 153\)/],
    [
      'cut short',
      'map_Kd cut.png',
      'cut.png',
      /cut\.png: expected a texture in PNG, JPEG, TGA, WebP or TIFF, found a PNG picture that cannot be decoded/,
    ],
    ['a Git LFS pointer', 'map_Kd lfs.png', 'lfs.png', /found a Git LFS pointer .*git lfs pull/],
  ])('that are %s leave the plain colour and a word', async (what, map, picture, words) => {
    const png = await GREEN.clone().png().toBuffer();
    const bytes =
      what === 'missing'
        ? png
        : what === 'cut short'
          ? png.subarray(0, png.length - 30)
          : Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n');
    const { colors, notes } = await textured(map, picture, bytes);
    expect(colors).toEqual({ '51,102,153': 12 });
    expect(notes).toEqual([expect.stringMatching(words)]);
  });

  it('are warned of where nobody listens', async () => {
    const heard = new Promise<Error>((done) => process.once('warning', done));
    file('quiet/box.mtl', 'newmtl skin\nmap_Kd gone.png\n');
    await readObj(file('quiet/box.obj', ['mtllib box.mtl', ...boxLines('usemtl skin', '')].join('\n')));
    expect((await heard).message).toMatch(/found no texture gone\.png/);
  });
});

describe('Targa textures', () => {
  // Two by two: red, green above; blue, white below; each as blue, green, red.
  const [red, green, blue, white] = [
    [0, 0, 255],
    [0, 255, 0],
    [255, 0, 0],
    [255, 255, 255],
  ];
  const down = [...red, ...green, ...blue, ...white];
  const up = [...blue, ...white, ...red, ...green];
  const alpha = (pixels: number[][], value: number) => pixels.flatMap((pixel) => [...pixel, value]);
  it.each([
    ['from the bottom', targa(2, 24, 0, 2, 2, up)],
    ['from the top', targa(2, 24, 0x20, 2, 2, down)],
    ['run-length coded', targa(10, 24, 0x20, 2, 2, [3, ...down])],
    ['with an opaque fourth channel', targa(2, 32, 0x28, 2, 2, alpha([red, green, blue, white], 255))],
    ['with an empty fourth channel', targa(2, 32, 0x20, 2, 2, alpha([red, green, blue, white], 0))],
    ['with a palette', targa(1, 8, 0x20, 2, 2, [0, 1, 2, 3], down)],
  ])('%s', async (_, bytes) => {
    const { model, notes } = await textured('map_Kd t.tga', 't.tga', bytes);
    expect([...(model.texture as { pixels: Uint8Array }).pixels]).toEqual([
      255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255,
    ]);
    expect(notes).toEqual([]);
  });

  it('that end early leave a word', async () => {
    const { colors, notes } = await textured(
      'map_Kd t.tga',
      't.tga',
      targa(2, 24, 0, 2, 2, up).subarray(0, -3),
    );
    expect(colors).toEqual({ '51,102,153': 12 });
    expect(notes).toEqual([expect.stringMatching(/t\.tga: a damaged TGA texture, it ends early/)]);
  });
});

it('scales and offsets of a map move texture coordinates', async () => {
  const { model } = await textured(
    'map_Kd -s 2 0.5 1 -o 0.25 0.125 green.png',
    'green.png',
    await GREEN.clone().png().toBuffer(),
  );
  // Of the corners (0, 0), (1, 0), (1, 1) of the first face.
  expect(model.uvs?.slice(0, 6)).toBeAllclose([0.25, 0.125, 2.25, 0.125, 2.25, 0.625]);
});

describe('colours of vertices', () => {
  const colored = (colors: (vertex: number) => (number | string)[], rest: string[] = boxLines('', '')) =>
    rest.map((line, i) => (line.startsWith('v ') ? `${line} ${colors(i).join(' ')}` : line));

  it.each([
    ['0 ... 1', [0.9, 0.1, 0.1]],
    ['bytes', [230, 26, 26]],
    ['with an opacity', [0.9, 0.1, 0.1, 1]],
  ])('%s, all the same, are a plain colour', async (_, color) => {
    const { model, colors, notes } = await read(
      `v-${count++}`,
      colored(() => color),
    );
    expect([colors, notes, model.texture]).toEqual([{ '230,26,26': 12 }, [], null]);
  });

  it('that differ are drawn between corners as on a face, after writing and reading too', async () => {
    const shades = (vertex: number) => [vertex / 8, 1 - vertex / 8, ((vertex * 3) % 8) / 8];
    const { model } = await read(`v-${count++}`, colored(shades));
    const again = `${root}/again/again.obj`;
    await writeObj(again, model);
    const out = new Int32Array(3);
    for (const { faces, uvs, texture } of [model, await readObj(again)] as ObjectModel[]) {
      if (texture === null || uvs === null) throw new Error('no texture');
      const [level] = packedLevels(texture);
      for (let f = 0; f < faces.length / 3; f++) {
        for (const weights of [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
          [0.2, 0.3, 0.5],
          [1 / 3, 1 / 3, 1 / 3],
        ]) {
          const mix = (values: (corner: number) => number) =>
            weights.reduce((sum, w, k) => sum + w * values(k), 0);
          samplePacked(
            level,
            mix((k) => uvs[6 * f + 2 * k]),
            mix((k) => uvs[6 * f + 2 * k + 1]),
            out,
          );
          for (let axis = 0; axis < 3; axis++) {
            const wanted = 255 * mix((k) => shades(faces[3 * f + k])[axis]);
            // Texels are whole levels; the sampler is a 512th of a texel off in place and half a step in each
            // direction.
            expect(Math.abs((255 * out[axis]) / PACKED_STEPS - wanted)).toBeLessThan(2.6);
          }
        }
      }
    }
  });

  it('give way to a texture, and count for nothing where all are white or some are missing', async () => {
    file('t/box.mtl', 'newmtl skin\nKd 0 0 1\nmap_Kd g.png\nnewmtl plain\nKd 0 0 1\n');
    file('t/g.png', await GREEN.clone().png().toBuffer());
    const lines = ['mtllib box.mtl', ...boxLines('usemtl skin', 'usemtl plain', { uv: true })];
    expect(
      (
        await read(
          't',
          colored(() => [1, 0, 0], lines),
        )
      ).colors,
    ).toEqual({ '0,255,0': 6, '255,0,0': 6 });
    expect(
      (
        await read(
          't',
          colored(() => [1, 1, 1], lines),
        )
      ).colors,
    ).toEqual({ '0,255,0': 6, '0,0,255': 6 });
    expect(
      (
        await read(
          't',
          colored((i) => (i === 3 ? [] : [1, 0, 0]), lines),
        )
      ).colors,
    ).toEqual({ '0,255,0': 6, '0,0,255': 6 });
  });
});
