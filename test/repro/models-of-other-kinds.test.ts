import { Document, NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { PLYLoader } from 'three/examples/jsm/loaders/PLYLoader.js';
import { describe, expect, it } from 'vitest';
import { loadObjectFolder } from '../../packages/handbooster/src/objects/folders/load-object-folder.js';
import { parsePly } from '../../packages/handbooster/src/objects/formats/parse-ply.js';
import { readGltf } from '../../packages/handbooster/src/objects/formats/read-gltf.js';
import { readPly } from '../../packages/handbooster/src/objects/formats/read-ply.js';
import type { ObjectModel } from '../../packages/handbooster/src/objects/object-model.js';
import { BOX, filesFolder } from './support/box-files.js';

// Folders of PLY (scans, BOP's models) and GLB (collections of 3D models) were passed over.
const { root, file } = filesFolder('other-kinds');

/** The corners of a box of 4 x 6 x 10 cm, and its sides turned outwards. */
const CORNERS = Array.from({ length: 8 }, (_, i) => [i & 1 ? 0.04 : 0, i & 2 ? 0.06 : 0, i & 4 ? 0.1 : 0]);
const SIDES = [
  [0, 2, 3, 1],
  [4, 5, 7, 6],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 4, 6, 2],
  [1, 3, 7, 5],
];
const TRIANGLES = SIDES.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
const AREA = 2 * (0.04 * 0.06 + 0.04 * 0.1 + 0.06 * 0.1);

function areaAndVolume({ vertices, faces }: Pick<ObjectModel, 'vertices' | 'faces'>) {
  let [area, volume] = [0, 0];
  for (let f = 0; f < faces.length; f += 3) {
    const [p, q, r] = [0, 1, 2].map((k) =>
      Array.from(vertices.slice(3 * faces[f + k], 3 * faces[f + k] + 3)),
    );
    const [u, v] = [q, r].map((point) => point.map((value, k) => value - p[k]));
    const cross = [0, 1, 2].map((k) => u[(k + 1) % 3] * v[(k + 2) % 3] - u[(k + 2) % 3] * v[(k + 1) % 3]);
    area += Math.hypot(...cross) / 2;
    volume += p.reduce((sum, value, k) => sum + value * cross[k], 0) / 6;
  }
  return { area, volume };
}

const header = (format: string, lines: string[]) =>
  ['ply', `format ${format} 1.0`, ...lines, 'end_header', ''].join('\n');
const COLORED = [
  'comment made by hand',
  'element vertex 8',
  'property float x',
  'property float y',
  'property float z',
  'property uchar red',
  'property uchar green',
  'property uchar blue',
  'element face 6',
  'property list uchar int vertex_indices',
  'property uchar flags',
  'element edge 1',
  'property int a',
];

function textBox(color = '230 26 26'): string {
  const vertices = CORNERS.map((place) => `${place.join(' ')} ${color}`);
  return [
    header('ascii', COLORED) + vertices.join('\n'),
    ...SIDES.map((side) => `4 ${side.join(' ')} 7`),
    '3',
    '',
  ].join('\n');
}

function binaryBox(little: boolean): Buffer {
  const bytes: Buffer[] = [Buffer.from(header(`binary_${little ? 'little' : 'big'}_endian`, COLORED))];
  const number = (value: number, kind: 'FloatLE' | 'FloatBE' | 'Int32LE' | 'Int32BE') => {
    const buffer = Buffer.alloc(4);
    buffer[`write${kind}`](value);
    return buffer;
  };
  for (const place of CORNERS) {
    bytes.push(
      ...place.map((value) => number(value, little ? 'FloatLE' : 'FloatBE')),
      Buffer.from([230, 26, 26]),
    );
  }
  for (const side of SIDES) {
    bytes.push(
      Buffer.from([4]),
      ...side.map((value) => number(value, little ? 'Int32LE' : 'Int32BE')),
      Buffer.from([7]),
    );
  }
  bytes.push(number(3, little ? 'Int32LE' : 'Int32BE'));
  return Buffer.concat(bytes);
}

describe('PLY', () => {
  it.each<[string, string | Buffer]>([
    ['text', textBox()],
    ['text of Windows', textBox().replaceAll('\n', '\r\n')],
    ['bytes', binaryBox(true)],
    ['bytes the other way round', binaryBox(false)],
  ])('in %s: shape, colours', async (name, content) => {
    const model = await readPly(file(`${name}.ply`, content));
    expect(model.faces).toHaveLength(36);
    const { area, volume } = areaAndVolume(model);
    // Coordinates are rounded to float32, 6e-8 of themselves.
    expect(area).toBeCloseTo(AREA, 8);
    expect(volume).toBeCloseTo(0.04 * 0.06 * 0.1, 9);
    expect(model.color.map((value) => Math.round(255 * value))).toEqual([230, 26, 26]);
  });

  it("agrees with three's reader on triangles and quads", async () => {
    const bytes = binaryBox(true);
    const theirs = new PLYLoader().parse(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    const ours = parsePly(bytes, 'box.ply');
    expect(ours.vertices).toEqual(theirs.getAttribute('position').array);
    const theirMesh = { vertices: ours.vertices, faces: Uint32Array.from(theirs.getIndex()?.array ?? []) };
    expect(ours.faces).toHaveLength(theirMesh.faces.length);
    expect(areaAndVolume(ours).volume).toBeCloseTo(areaAndVolume(theirMesh).volume, 12);
  });

  it('cuts polygons of any shape, which three drops: an L of six corners', () => {
    const shape = [
      [0, 0],
      [0.04, 0],
      [0.04, 0.01],
      [0.01, 0.01],
      [0.01, 0.03],
      [0, 0.03],
    ];
    for (let first = 0; first < shape.length; first++) {
      const list = shape.map((_, i) => (first + i) % shape.length).join(' ');
      const text = `${header('ascii', [
        'element vertex 6',
        'property double x',
        'property double y',
        'property double z',
        'element face 1',
        'property list uchar uint vertex_index',
      ])}${shape.map(([x, y]) => `${x} ${y} 0`).join('\n')}\n6 ${list}\n`;
      expect(areaAndVolume(parsePly(Buffer.from(text), 'l.ply')).area).toBeCloseTo(
        0.04 * 0.01 + 0.01 * 0.02,
        9,
      );
    }
  });

  it('has the picture that its comment names, by coordinates of faces or of vertices', async () => {
    const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#00c800' } })
      .png()
      .toBuffer();
    file('textured/skin.png', picture);
    const places = ['0 0 0', '0.1 0 0', '0 0.1 0'];
    const face = ['property list uchar int vertex_indices'];
    const triangle = (vertex: string[], own: string[], texture: string) =>
      header('ascii', [
        `comment TextureFile ${texture}`,
        'element vertex 3',
        ...['x', 'y', 'z', ...vertex].map((name) => `property float ${name}`),
        'element face 1',
        ...face,
        ...own,
      ]);
    const byFace = `${triangle([], ['property list uchar float texcoord'], 'skin.png')}${places.join('\n')}\n3 0 1 2 6 0 0 1 0 0 1\n`;
    const byVertex = `${triangle(['s', 't'], [], 'SKIN.PNG')}${places.map((place, i) => `${place} ${[0, 1, 0][i]} ${[0, 0, 1][i]}`).join('\n')}\n3 0 1 2\n`;
    for (const [name, content] of Object.entries({ byFace, byVertex })) {
      const { uvs, texture } = await readPly(file(`textured/${name}.ply`, content));
      expect(Array.from(uvs ?? [])).toEqual([0, 0, 1, 0, 0, 1]);
      expect(Array.from(texture?.pixels.subarray(0, 3) ?? [])).toEqual([0, 200, 0]);
    }
    const notes: string[] = [];
    await readPly(file('textured/gone.ply', byVertex.replace('SKIN.PNG', 'gone.png')), {
      onNote: (words) => notes.push(words),
    });
    expect(notes).toEqual([expect.stringMatching(/gone\.ply: found no texture gone\.png/)]);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['cut in its vertices', textBox().slice(0, 420), /vertex \d+: |cut short/],
    ['cut in its faces', binaryBox(true).subarray(0, -40), /face \d+: .*cut short/],
    ['with a count beyond its size', textBox().replace('vertex 8', 'vertex 99999999'), /cut short/],
    [
      'with an index too high',
      textBox().replace('4 0 2 3 1', '4 0 2 8 1'),
      /face 0: expected .* 8 vertices, found 8/,
    ],
    [
      'of points alone',
      textBox().replace('element face 6', 'element face 0'),
      /expected a mesh with faces, found 8 of vertex/,
    ],
    ['with a word for a number', textBox().replace('0.04', 'wide'), /vertex 1: expected finite x, y, z/],
    ['of no known format', textBox().replace('ascii', 'utf8'), /expected format ascii, .* found utf8/],
    ['without an end of its header', 'ply\nformat ascii 1.0\n', /no end_header/],
  ])('%s is refused in words', async (name, content, words) => {
    await expect(readPly(file(`bad/${name}.ply`, content))).rejects.toThrow(words);
    await expect(readPly(file(`bad/${name}.ply`, content))).rejects.toMatchObject({ name: 'InputError' });
  });
});

/** A GLB with the box in it, changed. */
async function glb(change: (document: Document, parts: ReturnType<typeof boxDocument>) => void = () => {}) {
  const parts = boxDocument();
  change(parts.document, parts);
  return Buffer.from(await new NodeIO().writeBinary(parts.document));
}

function boxDocument() {
  const document = new Document();
  const buffer = document.createBuffer();
  const position = document
    .createAccessor()
    .setType('VEC3')
    .setArray(Float32Array.from(CORNERS.flat()))
    .setBuffer(buffer);
  const indices = document
    .createAccessor()
    .setType('SCALAR')
    .setArray(Uint16Array.from(TRIANGLES))
    .setBuffer(buffer);
  const material = document.createMaterial('skin').setBaseColorFactor([0.5, 0, 0, 1]);
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', position)
    .setIndices(indices)
    .setMaterial(material);
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  return { document, buffer, position, indices, material, primitive, node };
}

describe('GLB', () => {
  it('shape and colour; light is shown as sRGB', async () => {
    const model = await readGltf(file('box.glb', await glb()));
    expect(areaAndVolume(model).area).toBeCloseTo(AREA, 8);
    // IEC 61966-2-1: half the light is 188 of 255.
    expect(model.color.map((value) => Math.round(255 * value))).toEqual([188, 0, 0]);
  });

  it('stands where its nodes put it, mirrored ones the right way round', async () => {
    const content = await glb((document, { node }) => {
      const parent = document.createNode().setTranslation([1, 2, 3]).setScale([-2, 1, 1]);
      document.getRoot().listScenes()[0].addChild(parent.addChild(node));
    });
    const { vertices, faces } = await readGltf(file('moved.glb', content));
    expect(Array.from(vertices.subarray(3 * 7, 3 * 7 + 3)).map((value) => Number(value.toFixed(5)))).toEqual([
      0.92, 2.06, 3.1,
    ]);
    expect(areaAndVolume({ vertices, faces }).volume).toBeCloseTo(2 * 0.04 * 0.06 * 0.1, 8);
  });

  it('has textures, of which the first row is the upper one, and colours of vertices', async () => {
    const pixels = Buffer.from([200, 0, 0, 0, 0, 200]);
    const picture = await sharp(pixels, { raw: { width: 1, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    const textured = await glb((document, { buffer, primitive, material }) => {
      const uv = document
        .createAccessor()
        .setType('VEC2')
        .setArray(new Float32Array(16).fill(0.25))
        .setBuffer(buffer);
      primitive.setAttribute('TEXCOORD_0', uv);
      material.setBaseColorTexture(document.createTexture('skin').setImage(picture).setMimeType('image/png'));
    });
    const model = await readGltf(file('textured.glb', textured));
    expect(model.texture).toMatchObject({ width: 1, height: 2 });
    expect(Array.from(model.uvs?.subarray(0, 2) ?? [])).toEqual([0.25, 0.75]);
    const colored = await glb((document, { buffer, primitive }) => {
      const color = document
        .createAccessor()
        .setType('VEC3')
        .setArray(new Float32Array(24).fill(1))
        .setBuffer(buffer);
      primitive.setAttribute('COLOR_0', color);
    });
    expect((await readGltf(file('colored.glb', colored))).color).toEqual([1, 1, 1]);
  });

  it('takes strips and fans, leaves points out with a word', async () => {
    const notes: string[] = [];
    for (const [mode, corners] of [
      [5, [0, 1, 2, 3]],
      [6, [0, 1, 3, 2]],
    ] as const) {
      const content = await glb((document, { primitive, indices, node }) => {
        primitive.setMode(mode);
        indices.setArray(Uint16Array.from(corners));
        const points = document
          .createPrimitive()
          .setMode(0)
          .setAttribute('POSITION', primitive.getAttribute('POSITION'));
        node.getMesh()?.addPrimitive(points);
      });
      const model = await readGltf(file(`mode ${mode}.glb`, content), {
        onNote: (words) => notes.push(words),
      });
      // The square of corners 0 to 3, both halves turned alike.
      expect(areaAndVolume(model).area).toBeCloseTo(0.04 * 0.06, 9);
      const [a, b] = [0, 3].map((f) => {
        const [p, q, r] = [0, 1, 2].map((k) => CORNERS[model.faces[f + k]]);
        return Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
      });
      expect(a).toBe(b);
    }
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/1 parts of points or lines are left out/);
  });

  it('names what it cannot read', async () => {
    const whole = await glb();
    await expect(readGltf(file('cut.glb', whole.subarray(0, 600)))).rejects.toThrow(
      /expected a GLB or glTF model, found a damaged one/,
    );
    const packed = JSON.stringify({
      asset: { version: '2.0' },
      extensionsUsed: ['KHR_draco_mesh_compression'],
      extensionsRequired: ['KHR_draco_mesh_compression'],
    });
    await expect(readGltf(file('packed.gltf', packed))).rejects.toThrow(
      /needs KHR_draco_mesh_compression; unpack it first/,
    );
    await expect(readGltf(file('empty.gltf', '{"asset": {"version": "2.0"}}'))).rejects.toThrow(/found none/);
    const far = await glb((_, { indices }) => indices.setArray(Uint16Array.from([0, 1, 9])));
    await expect(readGltf(file('far.glb', far))).rejects.toThrow(/indices below 8, .* found 9/);
  });
});

it('a folder gives each object once, OBJ before GLB before PLY, and names what is bad', async () => {
  file('folder/mug.obj', BOX);
  file('folder/mug.ply', textBox());
  file('folder/jar.ply', textBox());
  file('folder/jar.glb', await glb());
  file('folder/obj_000001.PLY', textBox());
  file('folder/cloud/cloud.ply', textBox().replace('element face 6', 'element face 0'));
  file('folder/big.glb', await glb((_, { node }) => node.setScale([1000, 1000, 1000])));
  const refused: string[] = [];
  const found = await loadObjectFolder(`${root}/folder`, {
    onRefused: (name, { message }) => refused.push(`${name}: ${message}`),
  });
  expect(found.map(({ name }) => name)).toEqual(['jar', 'mug', 'obj_000001']);
  expect(found[0].color[0]).toBeCloseTo(188 / 255, 2);
  expect(refused.sort()).toEqual([
    expect.stringMatching(/^big: .*100 long; expected metres, and that looks like millimetres/),
    expect.stringMatching(/^cloud: .*expected a mesh with faces/),
  ]);
});
