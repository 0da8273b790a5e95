import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import { io } from '@handbooster/torch';
import sharp from 'sharp';
import { jsonLines } from '../../packages/handbooster/src/base/files/json-lines.js';
import { readArrays } from '../../packages/handbooster/src/base/files/read-arrays.js';
import { readJson, readYaml, z } from '../../packages/handbooster/src/base/files/read-yaml.js';
import { writeConditions } from '../../packages/handbooster/src/conditions/creation/condition-files.js';
import { readCoco } from '../../packages/handbooster/src/datasets/coco/read-coco.js';
import { writeCoco } from '../../packages/handbooster/src/datasets/coco/write-coco.js';
import { encodePickle } from '../../packages/handbooster/src/datasets/files/encode-pickle.js';
import { decodeImage } from '../../packages/handbooster/src/datasets/images/decode-image.js';
import { readIndex } from '../../packages/handbooster/src/datasets/shards/index-reader.js';
import { listTar } from '../../packages/handbooster/src/datasets/shards/read-tar.js';
import { readNumberLists } from '../../packages/handbooster/src/evaluation/ho3d/read-number-lists.js';
import { readItem, readManifest, writeItem } from '../../packages/handbooster/src/grasps/set/grasp-files.js';
import { GRASP_LIMITS } from '../../packages/handbooster/src/grasps/validation/judge-grasp.js';
import { readManoPickle } from '../../packages/handbooster/src/hand/model/mano-file.js';
import { parseMtl } from '../../packages/handbooster/src/objects/files/parse-mtl.js';
import { readObj } from '../../packages/handbooster/src/objects/files/read-obj.js';
import { readGltf } from '../../packages/handbooster/src/objects/formats/read-gltf.js';
import { readPly } from '../../packages/handbooster/src/objects/formats/read-ply.js';
import { loadConfig } from '../../packages/handbooster/src/pipeline/config/load-config.js';
import { readCard } from '../../packages/handbooster/src/pipeline/weights/weights-card.js';
import { shardSample, writeShardsFixture } from '../../packages/handbooster/test/fixtures/shards-fixture.js';
import { smallHand } from '../../packages/handbooster/test/fixtures/small-hand.js';
import { storedCondition } from '../../packages/handbooster/test/fixtures/stored-condition.js';
import { writeTorchCheckpoint } from '../../packages/handbooster/test/support/write-torch-checkpoint.js';
import { graspRecord } from '../faults/writers/grasp-record.js';
import type { Reader } from './reader.js';

const text = (...lines: string[]) => Buffer.from(`${lines.join('\n')}\n`);
const arrays = new Map<string, io.ArrayData>([
  ['weight', { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['count', { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) }],
  ['half', { dtype: 'float16', shape: [2], data: Uint16Array.of(15360, 16384) }],
]);

/** A file that a writer leaves in a folder. */
async function written(name: string, write: (folder: string) => unknown): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-fuzz-seed-'));
  try {
    await write(folder);
    return readFileSync(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const notFinite = (values: Iterable<number>): string | null => {
  for (const value of values) if (!Number.isFinite(value)) return `the number ${value}`;
  return null;
};
const hand = smallHand('right');
const picture = () => sharp(Buffer.alloc(12 * 8 * 3, 90), { raw: { width: 12, height: 8, channels: 3 } });

/** Every reader of files of others. */
export const READERS: readonly Reader[] = [
  {
    name: 'safetensors',
    file: 'a.safetensors',
    seeds: () => [io.encodeSafetensors(arrays, { format: 'x' })],
    read: (path) => [...io.readSafetensors(path)],
  },
  {
    name: 'PyTorch checkpoint',
    file: 'a.pth',
    seeds: async () => [
      await written('a.pth', (folder) =>
        writeTorchCheckpoint(join(folder, 'a.pth'), { state_dict: { a: [2, 3], b: [4] }, epoch: 3 }),
      ),
    ],
    read: (path) => io.readTorchCheckpoint(path),
  },
  {
    name: 'npy',
    file: 'a.npy',
    seeds: () => [io.encodeNpy(arrays.get('weight') as io.ArrayData)],
    read: (path) => io.readNpy(path),
  },
  { name: 'npz', file: 'a.npz', seeds: () => [io.encodeNpz(arrays)], read: (path) => io.readNpz(path) },
  {
    name: 'labels in npz',
    file: 'labels.npz',
    seeds: () => [io.encodeNpz(arrays)],
    read: (path) => readArrays(path, [{ name: 'weight', shape: [-1, 3], kind: 'float' }]),
    fault: (value) => notFinite((value as Awaited<ReturnType<typeof readArrays>>).get('weight')?.data ?? []),
  },
  {
    name: 'pickle',
    file: 'a.pkl',
    seeds: () =>
      [2, 4].map((protocol) =>
        encodePickle(
          {
            dict: [
              ['a', ['1', 'b']],
              ['n', { dict: [['c', 'd']] }],
            ],
          },
          { protocol } as never,
        ),
      ),
    read: (path) => io.readPickle(path),
  },
  {
    name: 'MANO model',
    file: 'MANO_RIGHT.pkl',
    seeds: () => [
      encodePickle({
        dict: [
          ['hands_components', ['1']],
          ['kintree_table', ['2']],
        ],
      }),
    ],
    // Made-up numbers are no hand: the seed itself is refused.
    read: (path) => {
      try {
        return readManoPickle(path);
      } catch (error) {
        if ((error as Error).message.includes(path)) return null;
        throw error;
      }
    },
  },
  {
    name: 'YAML',
    file: 'meta.yml',
    seeds: () => [
      text(
        'serials: [a, b]',
        'ycb_ids:',
        '- 1',
        '- 2',
        'mano_sides: &s',
        '- right',
        'again: *s',
        'pose: !!python/tuple [1, 2]',
      ),
    ],
    read: (path) => readYaml(path, z.looseObject({ ycb_ids: z.array(z.int()) })),
  },
  {
    name: 'configuration',
    file: 'mine.yaml',
    seeds: () => [
      text('extends: smallest', 'seed: 3', 'capture: { objects: 3, width: 320 }', 'train:', '  batch: 8'),
    ],
    read: (path) => loadConfig(path),
  },
  {
    name: 'JSON',
    file: 'a.json',
    seeds: () => [text('{"fx": 600.5, "list": [1, 2, {"a": null}], "nan": NaN, "text": "\\u00e9"}')],
    read: (path) => readJson(path, z.looseObject({ fx: z.number() })),
  },
  {
    name: 'lines of JSON',
    file: 'conditions.jsonl',
    seeds: async () => [
      await written('conditions.jsonl', (folder) => writeConditions(folder, ['0', '1'].map(storedCondition))),
    ],
    read: async (path) => {
      for await (const line of jsonLines(path)) void line;
    },
  },
  {
    name: 'annotation file',
    file: 'DEX_YCB_s0_train_data.json',
    seeds: async () => [
      await written('a.json', (folder) =>
        writeCoco(
          join(folder, 'a.json'),
          [0, 1].map((i) => ({ ...shardSample(hand, i), image: { path: `/p/${i}.jpg`, mirrored: false } })),
          { right: hand },
          { imageRoot: '/' },
        ),
      ),
    ],
    read: (path) =>
      readCoco(path, { right: hand, left: smallHand('left') }, { imageRoot: '/', dataset: 'a' }),
  },
  {
    name: 'OBJ',
    file: 'textured.obj',
    seeds: () => [
      text(
        'o a',
        'v 0 0 0 1 0 0',
        'v 1 0 0 0 1 0',
        'v 0 1 0 0 0 1',
        'v 1 1 0.5 1 1 1',
        'vt 0 0',
        'vt 1 1',
        'f 1/1 2/2 3/1',
        'f 2 4 3',
        'f -1 -2 -3 -4',
      ),
    ],
    read: (path) => readObj(path, { id: 1, name: 'a' } as never),
    fault: (value) => notFinite((value as { vertices: Float32Array }).vertices),
  },
  {
    name: 'PLY',
    file: 'scan.ply',
    seeds: () => {
      const header = (format: string) =>
        `ply\nformat ${format} 1.0\nelement vertex 4\n${['x', 'y', 'z'].map((name) => `property float ${name}\n`).join('')}` +
        'property uchar red\nproperty uchar green\nproperty uchar blue\n' +
        'element face 1\nproperty list uchar int vertex_indices\nend_header\n';
      const places = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0];
      const binary = Buffer.alloc(4 * 15 + 17);
      for (let i = 0; i < 4; i++)
        for (let k = 0; k < 3; k++) binary.writeFloatLE(places[3 * i + k], 15 * i + 4 * k);
      binary[60] = 4;
      for (let i = 0; i < 4; i++) binary.writeInt32LE(i, 61 + 4 * i);
      const rows = [0, 1, 2, 3].map((i) => `${places.slice(3 * i, 3 * i + 3).join(' ')} 1 2 ${i}`);
      return [
        Buffer.from(`${header('ascii')}${rows.join('\n')}\n4 0 1 2 3\n`),
        Buffer.concat([Buffer.from(header('binary_little_endian')), binary]),
      ];
    },
    read: (path) => readPly(path, { id: 1, name: 'a', onNote: () => {} }),
    fault: (value) => notFinite((value as { vertices: Float32Array }).vertices),
  },
  {
    name: 'GLB',
    file: 'model.glb',
    seeds: async () => {
      const document = new Document();
      const buffer = document.createBuffer();
      const position = document.createAccessor().setType('VEC3').setBuffer(buffer);
      position.setArray(Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0]));
      const indices = document
        .createAccessor()
        .setBuffer(buffer)
        .setArray(Uint16Array.from([0, 1, 2]));
      const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices);
      primitive.setMaterial(document.createMaterial('skin').setBaseColorFactor([0.5, 0, 0, 1]));
      const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
      document.createScene().addChild(node.setTranslation([0, 0, 1]));
      return [await new NodeIO().writeBinary(document)];
    },
    read: (path) => readGltf(path, { id: 1, name: 'a', onNote: () => {} }),
    fault: (value) => notFinite((value as { vertices: Float32Array }).vertices),
  },
  {
    name: 'MTL',
    file: 'a.mtl',
    seeds: () => [text('newmtl a', 'Kd 0.5 0.25 1', 'map_Kd -s 1 1 1 texture.png', 'newmtl b', 'Kd 1 0 0')],
    read: (path) => [...parseMtl(readFileSync(path, 'latin1'), path)],
    fault: (value) =>
      notFinite((value as [string, { color?: number[] }][]).flatMap(([, { color }]) => color ?? [])),
  },
  {
    name: 'tar',
    file: 'train-000000.tar',
    seeds: async () => [await written('train-000000.tar', (folder) => writeShardsFixture(folder, hand))],
    read: (path) => listTar(path),
  },
  {
    name: 'Parquet index',
    file: 'index.parquet',
    seeds: async () => [await written('index.parquet', (folder) => writeShardsFixture(folder, hand))],
    read: (path) => readIndex(path),
  },
  {
    name: 'chunk of grasps',
    file: '00000.npz',
    seeds: async () => [
      await written('a.npz', (folder) => writeItem(join(folder, 'a.npz'), [0, 1].map(graspRecord))),
    ],
    read: (path) => readItem(path, { id: 2, name: 'brick' }, 1, GRASP_LIMITS),
  },
  {
    name: 'set of grasps',
    file: 'set.json',
    seeds: () => [
      text(
        JSON.stringify({
          format: 'handbooster-grasps',
          version: 1,
          seed: 1,
          options: {},
          limits: { depth: 0.01 },
          hand: { name: 'a', hash: 'b' },
          objects: [{ id: 1, name: 'brick', hash: 'c', repairs: [] }],
          refused: [],
          perObject: 2,
        }),
      ),
    ],
    read: (path) => readManifest(join(path, '..')),
  },
  {
    name: 'pictures',
    file: 'a.jpg',
    seeds: async () => [await picture().jpeg().toBuffer(), await picture().png().toBuffer()],
    read: (path) => decodeImage(path, { maxPixels: 1e6 }),
  },
  {
    name: 'lists of numbers',
    file: 'pred.json',
    seeds: () => [text('[[[0.1, 0.2, 0.3], [1, 2, 3]], [[4, 5, 6], [7, 8, 9e-2]]]')],
    read: (path) => readNumberLists(path),
    fault: (value) =>
      notFinite((value as { values?: Float32Array }[]).flatMap(({ values }) => [...(values ?? [])])),
  },
  {
    name: 'weights card',
    file: 'a.json',
    seeds: () => [text('{"format": "x"}')],
    read: (path) => {
      try {
        return readCard(path.replace(/json$/, 'safetensors'));
      } catch (error) {
        if ((error as Error).message.includes(path)) return null;
        throw error;
      }
    },
  },
];
