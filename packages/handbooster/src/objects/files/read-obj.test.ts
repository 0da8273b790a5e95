import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { loadObjectFolder } from '../folders/load-object-folder.js';
import type { ObjectModel } from '../object-model.js';
import { readObj } from './read-obj.js';
import { writeObj } from './write-obj.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'objects-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

/** 2 x 2: red and green above, blue and white below. */
const COLORS = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255);

async function picture(name: string, pixels = COLORS): Promise<void> {
  await sharp(pixels, { raw: { width: 2, height: 2, channels: 3 } })
    .png()
    .toFile(join(folder, name));
}

describe('readObj', () => {
  it('reads corners with coordinates, negative indices and polygons', async () => {
    await mkdir(join(folder, 'square'), { recursive: true });
    await picture('square/print.png');
    await file('square/square.mtl', 'newmtl paper\nKd 0.5 0.25 1\nmap_Kd -o 0 0 0 print.png\n');
    const path = await file(
      'square/square.obj',
      `# a square and a triangle
mtllib square.mtl
v 0 0 0 0.1 0.2 0.3
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
vn 0 0 1
usemtl paper
f 1/1/1 2/2/1 \\
  3/3/1 4/4/1
f -4/-4 -3/-3 -1//
`.replace('-1//', '-1/-1'),
    );
    const model = await readObj(path, { id: 30 });
    expect(model.name).toBe('square');
    expect(model.id).toBe(30);
    expect(Array.from(model.faces)).toEqual([0, 1, 2, 0, 2, 3, 0, 1, 3]);
    expect(model.vertices).toBeAllclose([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
    expect(model.uvs).toBeAllclose([0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(model.color).toEqual([0.5, 0.25, 1]);
    expect(model.texture?.pixels).toEqual(COLORS);
  });

  it('merges materials into one texture that looks the same', async () => {
    await picture('two.png');
    await file('two.mtl', 'newmtl a\nKd 1 1 1\nmap_Kd two.png\nnewmtl b\nKd 0.2 0.4 0.6\n');
    const path = await file(
      'two.obj',
      'mtllib two.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0.2 0.2\nvt 3.75 5.25\nusemtl a\nf 1/1 2/1 3/1\nf 1/2 2/2 3/2\nusemtl b\nf 1 3 2\n',
    );
    const { uvs, texture } = await readObj(path);
    const at = (face: number) => {
      if (!uvs || !texture) throw new Error('no texture');
      const x = Math.floor(uvs[face * 6] * texture.width);
      const y = Math.floor((1 - uvs[face * 6 + 1]) * texture.height);
      return Array.from(
        texture.pixels.subarray((y * texture.width + x) * 3, (y * texture.width + x) * 3 + 3),
      );
    };
    // (0.2, 0.2) is the lower left quarter; (3.75, 5.25) repeats to (0.75, 0.25), the lower right.
    expect(at(0)).toEqual([0, 0, 255]);
    expect(at(1)).toEqual([255, 255, 255]);
    expect(at(2)).toEqual([51, 102, 153]);
  });

  it('gives a plain colour where the texture, the material or the library is missing', async () => {
    await file('plain.mtl', 'newmtl a\nKd 0.1 0.2 0.3\nmap_Kd nowhere.png\n');
    const mesh = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\n';
    const notes: string[] = [];
    const onNote = (words: string) => notes.push(words);
    const missing = await readObj(await file('a.obj', `mtllib plain.mtl\n${mesh}usemtl a\nf 1/1 2/1 3/1\n`), {
      onNote,
    });
    expect([missing.texture, missing.uvs, missing.color]).toEqual([null, null, [0.1, 0.2, 0.3]]);
    expect(notes.splice(0)).toEqual([expect.stringMatching(/plain\.mtl: found no texture nowhere\.png/)]);
    const unknown = await readObj(await file('b.obj', `mtllib none.mtl\n${mesh}usemtl zz\nf 1 2 3\n`), {
      onNote,
    });
    expect([unknown.texture, unknown.color]).toEqual([null, [0.64, 0.64, 0.64]]);
    expect(notes.splice(0)).toEqual([expect.stringMatching(/b\.obj: found no material library none\.mtl/)]);
    await readObj(await file('x.obj', `mtllib plain.mtl\n${mesh}usemtl zz\nf 1 2 3\n`), { onNote });
    expect(notes).toEqual([
      expect.stringMatching(/no material of its libraries is called zz .*\(they have a\)/),
    ]);
  });

  it.each([
    [
      'words.obj',
      'v 0 0 zero\n',
      /words\.obj, line 1: expected 3 finite numbers after v, found 'v 0 0 zero'/,
    ],
    ['short.obj', 'v 0 0\n', /line 1: expected 3 finite numbers/],
    ['nan.obj', 'v 0 0 0\nv NaN 0 0\n', /line 2: expected 3 finite numbers/],
    ['edge.obj', 'v 0 0 0\nf 1 1\n', /line 2: expected at least three corners/],
    [
      'far.obj',
      'v 0 0 0\nv 0 0 1\nv 1 0 0\n\nf 1 2 4\n',
      /line 5: expected a vertex index .*\(1 \.\.\. 3.*'4'/,
    ],
    ['zero.obj', 'v 0 0 0\nf 0 1 1\n', /line 2: expected a vertex index/],
    ['under.obj', 'v 0 0 0\nf -2 1 1\n', /line 2: expected a vertex index/],
    ['uv.obj', 'v 0 0 0\nf 1/1 1/1 1/1\n', /line 2: expected a texture coordinate index/],
    ['empty.obj', 'v 0 0 0\n', /empty\.obj: expected a mesh, found no face/],
    ['binary.obj', '\u0000\u0001\u0002', /binary\.obj: expected a mesh/],
  ])('refuses %s, naming the line', async (name, text, message) => {
    const failure = readObj(await file(name, text));
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(InputError);
  });

  it('keeps objects with broken materials and pictures, with a word; refuses files that are not there', async () => {
    const mesh = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl a\nf 1/1 2/1 3/1\n';
    const notes: string[] = [];
    const onNote = (words: string) => notes.push(words);
    await file('bad.mtl', 'newmtl a\n\nKd 1 2 x\n');
    const bad = await readObj(await file('c.obj', `mtllib bad.mtl\n${mesh}`), { onNote });
    expect([bad.color, bad.texture]).toEqual([[0.8, 0.8, 0.8], null]);
    expect(notes.splice(0)).toEqual([
      expect.stringMatching(/bad\.mtl, line 3: Kd 1 2 x: expected one to three numbers/),
    ]);
    await file('fake.png', 'this is not a picture');
    await file('fake.mtl', 'newmtl a\nmap_Kd fake.png\n');
    const fake = await readObj(await file('d.obj', `mtllib fake.mtl\n${mesh}`), { onNote });
    expect(fake.texture).toBe(null);
    expect(notes.splice(0)).toEqual([
      expect.stringMatching(
        /fake\.png: expected a texture in PNG, JPEG, TGA, WebP or TIFF, found text that begins 'this is/,
      ),
    ]);
    await expect(readObj(join(folder, 'absent.obj'))).rejects.toThrow(/absent\.obj: expected .*ENOENT/);
  });

  it('makes large textures smaller', async () => {
    await sharp({ create: { width: 400, height: 200, channels: 3, background: '#336699' } })
      .jpeg()
      .toFile(join(folder, 'large.jpg'));
    await file('large.mtl', 'newmtl a\nmap_Kd large.jpg\n');
    const mesh = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl a\nf 1/1 2/1 3/1\n';
    const path = await file('large.obj', `mtllib large.mtl\n${mesh}`);
    const { texture } = await readObj(path, { textureSize: 100 });
    expect([texture?.width, texture?.height]).toEqual([100, 50]);
    expect(Math.abs((texture?.pixels[0] ?? 0) - 0x33)).toBeLessThan(4);
  });
});

const triangle: ObjectModel = {
  id: 3,
  name: '004_sugar_box',
  vertices: Float32Array.of(0.1, -0.2, 1 / 3, 1e-7, 0.5, -0.325, 0, 0, 0.0001234567),
  faces: Uint32Array.of(0, 1, 2),
  uvs: Float32Array.of(0, 0, 1, 1 / 3, 0.25, 0.7),
  texture: { width: 2, height: 2, pixels: COLORS },
  color: [0.1, 0.2, 0.3],
};

describe('writeObj', () => {
  it('is read back bit by bit', async () => {
    const path = join(folder, 'models', triangle.name, 'textured_simple.obj');
    await writeObj(path, triangle);
    expect(await readObj(path)).toEqual(triangle);
    const plain = { ...triangle, uvs: null, texture: null };
    const other = join(folder, 'plain', '004_sugar_box.obj');
    await writeObj(other, plain);
    expect(await readObj(other)).toEqual(plain);
  });
});

describe('loadObjectFolder', () => {
  it('reads YCB folders and plain files, numbers what is not from YCB, and reports what it refuses', async () => {
    const models = join(folder, 'set');
    await writeObj(join(models, '025_mug', 'textured_simple.obj'), triangle);
    await writeObj(join(models, 'teapot', 'google_16k', 'textured.obj'), triangle);
    await writeObj(join(models, 'ladle.obj'), triangle);
    await file('set/broken/textured.obj', 'f 1 2 3');
    await file('set/notes.txt', 'nothing');
    const refused: string[] = [];
    const found = await loadObjectFolder(models, {
      onRefused: (name, error) => refused.push(`${name}: ${error.message}`),
    });
    expect(found.map(({ id, name }) => [id, name])).toEqual([
      [14, '025_mug'],
      [23, 'ladle'],
      [24, 'teapot'],
    ]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^broken: .*textured\.obj, line 1/);
    await expect(loadObjectFolder(models)).rejects.toThrow(/line 1/);
    const some = await loadObjectFolder(models, { names: ['teapot'] });
    expect(some.map(({ id }) => id)).toEqual([24]);
    await expect(loadObjectFolder(models, { names: ['kettle'] })).rejects.toThrow(
      /expected objects kettle, found 025_mug/,
    );
  });

  it('refuses folders without models', async () => {
    await mkdir(join(folder, 'nothing'), { recursive: true });
    await expect(loadObjectFolder(join(folder, 'nothing'))).rejects.toThrow(/found none/);
    await expect(loadObjectFolder(join(folder, 'nowhere'))).rejects.toThrow(/found no such folder/);
  });
});
