import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL_GRASP_SETTINGS } from '../../../test/support/small-grasp-settings.js';
import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import { evenlySpread } from '../../base/numbers/evenly-spread.js';
import { type Progress, SILENT_PROGRESS } from '../../base/progress.js';
import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { boxMesh } from '../../geometry/mesh/solid-mesh.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';
import { findGraspSource, loadGraspObjects, writeGraspSource } from '../../grasps/set/grasp-set-source.js';
import { GRASP_TABLE_FILE } from '../../grasps/set/grasp-table.js';
import { GRASP_LIMITS } from '../../grasps/validation/judge-grasp.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { writeObj } from '../../objects/files/write-obj.js';
import { trainingShapes } from '../../pipeline/stages/grasps/training-hands.js';
import { type GenerateGraspSetOptions, generateGraspSet } from './generate-grasp-set.js';
import { reportCriteria } from './report-criteria.js';
import { showGraspSet } from './show-grasp-set.js';
import { validateGraspSet } from './validate-grasp-set.js';

const ready = { progress: SILENT_PROGRESS, signal: new AbortController().signal };
let root: string;
let set: string;

function options(changes: Partial<GenerateGraspSetOptions> = {}): GenerateGraspSetOptions {
  return {
    objects: join(root, 'models'),
    perObject: 4,
    ...SMALL_GRASP_SETTINGS,
    changes: { ...SMALL_GRASP_SETTINGS.changes, iterations: 40 },
    output: set,
    ...ready,
    ...changes,
  };
}

/** Hashes of every file under a folder. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), hash(path)]));
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-grasp-sets-'));
  set = join(root, 'set');
  const { vertices, faces } = boxMesh([0.05, 0.09, 0.06]);
  const uvs = Float32Array.from({ length: faces.length * 2 }, (_, i) => ((i * 7) % 11) / 11);
  const pixels = Uint8Array.from({ length: 8 * 4 * 3 }, (_, i) => (i * 37) % 256);
  const texture = { width: 8, height: 4, pixels };
  const brick = { id: 22, name: 'brick', vertices, faces, uvs, texture, color: [1, 1, 1] as const };
  await writeObj(join(root, 'models', 'brick', 'textured.obj'), { ...brick, color: [1, 1, 1] });
  mkdirSync(join(root, 'models', 'broken'), { recursive: true });
  writeFileSync(join(root, 'models', 'broken', 'textured.obj'), 'v 0 0\nf 1 2 3\n');
  await generateGraspSet(options());
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('grasps generate', () => {
  it('stops on request, goes on, leaves a broken object out, and gives the bytes of an uninterrupted run', async () => {
    const output = join(root, 'stopped');
    const stop = new AbortController();
    const lines: string[] = [];
    const progress: Progress = {
      begin: () => ({ advance: () => stop.abort(), note: () => {}, end: () => {} }),
      say: (line) => lines.push(line),
    };
    const first = generateGraspSet(options({ output, progress, signal: stop.signal }));
    await expect(first).rejects.toThrow(Interrupted);
    expect(lines.join()).toMatch(/broken left out: .*textured\.obj/);
    expect(readGraspSet(output).records.length).toBe(2);
    const done: number[] = [];
    const { complete } = await generateGraspSet(
      options({
        output,
        progress: {
          say: (line) => lines.push(line),
          begin: (_, total) => ({
            advance: (count = 1) => done.push(count, total),
            note: () => {},
            end: () => {},
          }),
        },
      }),
    );
    expect(complete).toBe(true);
    expect(done).toEqual([2, 2]);
    expect(lines.join()).toContain('2 there already');
    expect(filesOf(output)).toEqual(filesOf(set));
    expect(existsSync(join(output, GRASP_TABLE_FILE))).toBe(true);
  });

  it('refuses what cannot be meant', async () => {
    await expect(generateGraspSet(options({ prior: 'training' }))).rejects.toThrow(/name it with --capture/);
    await expect(generateGraspSet(options({ perObject: 0 }))).rejects.toThrow(/per-object: expected/);
    await expect(generateGraspSet(options({ names: ['brik'] }))).rejects.toThrow(/expected objects brik/);
    await expect(generateGraspSet(options({ objects: 'procedural', names: ['x'] }))).rejects.toThrow(
      /found x/,
    );
  });

  it('takes each subject’s shape once', () => {
    const sample = (value: number) => ({ hand: { betas: new Float32Array(10).fill(value) } });
    const shapes = trainingShapes([sample(1), sample(2), sample(1)] as never);
    expect(shapes.map(([first]) => first)).toEqual([1, 2]);
  });
});

describe('grasps validate', () => {
  it('counts by the limits that are asked for, with the amounts', async () => {
    const { records } = readGraspSet(set);
    const lenient = { contact: 1, volume: 1e3, selfDepth: 1 };
    const { objects } = await validateGraspSet(set, { limits: lenient, ...ready });
    expect(objects).toMatchObject([{ object: { name: 'brick' }, tried: 4, valid: 4 }]);
    const volumes = records.map(({ measures }) => measures.volume * 1e6).sort((a, b) => a - b);
    const limit = (volumes[1] + volumes[2]) / 2;
    const strict = await validateGraspSet(set, { limits: { volume: limit / 1e6 }, ...ready });
    const row = strict.criteria.find(({ criterion }) => criterion === 'volume');
    expect(row).toMatchObject({ failed: volumes.filter((volume) => volume > limit).length, judged: 4 });
    expect(row?.mean).toBeCloseTo((volumes[0] + volumes[1] + volumes[2] + volumes[3]) / 4, 6);
    expect(row?.limit).toBeCloseTo(limit, 9);
    expect(strict.criteria.find(({ criterion }) => criterion === 'heldDirections')?.judged).toBe(0);
  });

  it('tells triangles that cross from parts that go into one another', async () => {
    const { selfIntersections } = await validateGraspSet(set, { triangles: 3, ...ready });
    expect(selfIntersections.length).toBe(1);
    const [{ object, sampled, crossing, meanPairs, deep }] = selfIntersections;
    expect([object, sampled]).toEqual(['brick', 3]);
    expect(meanPairs > 0).toBe(crossing > 0);
    const records = evenlySpread(readGraspSet(set).records, 3);
    expect(deep).toBe(records.filter(({ measures }) => measures.selfDepth > GRASP_LIMITS.selfDepth).length);
    await expect(validateGraspSet(set, { triangles: 1.5, ...ready })).rejects.toThrow(/triangles: expected/);
  });

  it('says how far voxels are from the exact volume, on the objects the set was made with', async () => {
    const { exact } = await validateGraspSet(set, { exact: 2, ...ready });
    expect(exact.length).toBe(1);
    const [report] = exact;
    const some = readGraspSet(set).records.filter(({ measures }) => measures.volume > 0).length;
    expect(report.sampled).toBe(Math.min(2, some));
    expect(some, 'grasps that share volume').toBeGreaterThan(0);
    expect(report.meanDifference).toBeLessThan(0.2 * report.meanExact + 0.3);
    const other = join(root, 'others', 'brick.obj');
    const { vertices, faces } = boxMesh([0.05, 0.09, 0.07]);
    await writeObj(other, {
      id: 22,
      name: 'brick',
      vertices,
      faces,
      uvs: null,
      texture: null,
      color: [1, 1, 1],
    });
    await expect(
      validateGraspSet(set, { exact: 1, objects: join(root, 'others'), ...ready }),
    ).rejects.toThrow(/brick: the model in .* is not the one/);
    await expect(validateGraspSet(set, { exact: 1, objects: 'procedural', ...ready })).rejects.toThrow(
      InputError,
    );
  });

  it('gives mean amounts of failures in the unit of the table', () => {
    const record = (volume: number) => ({
      measures: { volume },
      heldDirections: null,
      rejections: volume > 1e-6 ? [{ criterion: 'volume', amount: volume, limit: 1e-6 }] : [],
    });
    const reports = reportCriteria([0, 2e-6, 4e-6].map(record) as never, GRASP_LIMITS);
    const row = reports.find(({ criterion }) => criterion === 'volume');
    expect([row?.failed, row?.judged]).toEqual([2, 3]);
    expect([row?.meanFailed, row?.mean, row?.limit]).toBeAllclose([3, 2, 1], { relative: 1e-12 });
    expect(evenlySpread([0, 1, 2, 3, 4, 5, 6, 7] as never, 4)).toEqual([0, 2, 4, 6]);
  });
});

describe('grasps show', () => {
  it('writes a sheet, and a GLB with the decoded hand and the textured object', async () => {
    const output = join(root, 'sheets');
    const paths = await showGraspSet(set, { which: 'all', count: 3, columns: 2, size: 40, output, ...ready });
    expect(paths).toEqual([join(output, 'brick.png'), join(output, 'brick.glb')]);
    const { width } = await sharp(paths[0]).metadata();
    expect(width).toBe(2 * (2 * 40 + 6));
    const { records } = readGraspSet(set);
    const id = records[2].id;
    await showGraspSet(set, { grasp: id, which: 'all', output, ...ready });
    const document = await new NodeIO().read(join(output, 'brick.glb'));
    const [grasp] = document.getRoot().getDefaultScene()?.listChildren() ?? [];
    expect(grasp.getExtras()).toMatchObject({ id, valid: records[2].valid });
    const parts = Object.fromEntries(grasp.listChildren().map((node) => [node.getName(), node]));
    const part = (name: string) => {
      const found = parts[name].getMesh()?.listPrimitives()[0];
      if (!found) throw new Error(`no mesh ${name}`);
      const vertices = found.getAttribute('POSITION')?.getArray() as Float32Array;
      return { found, vertices, faces: Uint32Array.from(found.getIndices()?.getArray() ?? []) };
    };
    const { pose, betas, translation } = records[2];
    const hand = loadBuiltinHand();
    expect(part('hand').vertices).toBeAllclose(decodeHands(hand, pose, betas, translation).vertices, {
      absolute: 0,
    });
    // The box as big as it was made, the right way out, and its picture on it.
    const box = part('brick');
    expect(signedVolume(box)).toBeCloseTo(0.05 * 0.09 * 0.06, 9);
    const image = box.found.getMaterial()?.getBaseColorTexture()?.getImage();
    expect(await sharp(image as Uint8Array).metadata()).toMatchObject({ width: 8, height: 4 });
    const coordinates = box.found.getAttribute('TEXCOORD_0')?.getArray() as Float32Array;
    // The first corner's, up to the digits of an OBJ: v is counted from the top.
    expect([...coordinates.slice(0, 2)]).toBeAllclose([0, 1 - 7 / 11], { absolute: 1e-5 });
    // z, up in the object's frame, is up (y) in the scene.
    const matrix = grasp.getWorldMatrix();
    expect([matrix[8], matrix[9], matrix[10]]).toBeAllclose([0, 1, 0], { absolute: 1e-6 });
  });

  it('writes smaller sheets, alone, where told to', async () => {
    const output = join(root, 'small');
    const shown = { which: 'all' as const, count: 3, columns: 3, size: 60, output, ...ready };
    const [webp, ...others] = await showGraspSet(set, { ...shown, format: 'webp', glb: false });
    expect([webp, ...others]).toEqual([join(output, 'brick.webp')]);
    const [png] = await showGraspSet(set, shown);
    const [small, large] = await Promise.all([webp, png].map((path) => sharp(path).metadata()));
    expect(small.format).toBe('webp');
    expect([small.width, small.height]).toEqual([large.width, large.height]);
    expect(readFileSync(webp).length).toBeLessThan(readFileSync(png).length);
  });

  it('finds models in any of several folders, the first with the name, as runs note them', async () => {
    const run = join(root, 'run', 'grasps');
    const second = join(root, 'more');
    const { vertices, faces } = boxMesh([0.04, 0.04, 0.04]);
    const plain = { vertices, faces, uvs: null, texture: null, color: [1, 1, 1] as [number, number, number] };
    await writeObj(join(second, 'brick', 'textured.obj'), { id: 22, name: 'brick', ...plain });
    await writeObj(join(second, 'cube', 'textured.obj'), { id: 23, name: 'cube', ...plain });
    mkdirSync(run, { recursive: true });
    writeGraspSource(run, { objects: [join(root, 'models'), second], hand: 'builtin' });
    expect(readFileSync(join(run, 'source.json'), 'utf8')).not.toContain(root);
    const { objects, hand } = findGraspSource(run, {});
    expect([objects, hand]).toEqual([[join(root, 'models'), second], 'builtin']);
    const found = await loadGraspObjects(objects, ['cube', 'brick']);
    expect(found.map(({ name }) => name).sort()).toEqual(['brick', 'cube']);
    expect(found.find(({ name }) => name === 'brick')?.texture).not.toBeNull();
    await expect(loadGraspObjects(objects, ['ball'])).rejects.toThrow(/expected objects ball/);
  });

  it('says which objects have nothing to show, and which names are wrong', async () => {
    const output = join(root, 'none');
    await expect(showGraspSet(set, { names: ['x'], output, ...ready })).rejects.toThrow(
      /expected objects brick/,
    );
    await expect(showGraspSet(set, { grasp: 'brick/9', output, ...ready })).rejects.toThrow(
      /no grasp brick\/9/,
    );
    const lines: string[] = [];
    const progress: Progress = { ...SILENT_PROGRESS, say: (line) => lines.push(line) };
    const holding = readGraspSet(set).records.filter((record) => record.holding).length;
    const paths = await showGraspSet(set, { output, signal: ready.signal, progress });
    expect([paths.length, lines.length]).toEqual(holding > 0 ? [2, 0] : [0, 1]);
  });
});
