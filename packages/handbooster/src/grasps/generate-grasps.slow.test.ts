import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../base/errors/input-error.js';
import { renderGraspSheet } from '../commands/grasps/render-grasp-sheet.js';
import { SignedDistanceGrid } from '../geometry/distance/signed-distance-grid.js';
import { boxMesh, cylinderMesh, sphereMesh } from '../geometry/mesh/solid-mesh.js';
import { decodeHands } from '../hand/decode-hands.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { type GenerateGraspsInput, generateGrasps } from './generate-grasps.js';
import { graspObject } from './object/grasp-object.js';
import { itemPath } from './set/grasp-files.js';
import { countGrasps, readGraspSet } from './set/grasp-set.js';
import { GRASP_LIMITS, judgeGrasp } from './validation/judge-grasp.js';
import { GraspMeter } from './validation/measure-grasp.js';

const hand = loadBuiltinHand();
const box = { id: 30, name: 'box', ...boxMesh([0.05, 0.09, 0.06]) };
const ball = { id: 31, name: 'ball', ...sphereMesh(0.035, 3) };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grasps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function input(changes: Partial<GenerateGraspsInput> = {}): GenerateGraspsInput {
  return {
    objects: [box, ball],
    hand,
    betas: [new Float32Array(10), Float32Array.of(1, -0.5, 0.3, 0, 0, 0, 0, 0, 0, 0)],
    perObject: 5,
    seed: 7,
    outDir: join(folder, 'set'),
    options: {
      iterations: 30,
      chunk: 2,
      drops: 3,
      draws: 4,
      trials: { count: 2, iterations: 5, most: 2, imbalance: 9 },
    },
    ...changes,
  };
}

/** Every item file of a set, as base64. */
function bytesOf(directory: string): Record<string, string> {
  const items = join(directory, 'items');
  const out: Record<string, string> = {};
  for (const name of readdirSync(items, { recursive: true }).map(String).sort()) {
    if (statSync(join(items, name)).isFile()) out[name] = readFileSync(join(items, name)).toString('base64');
  }
  return out;
}

describe('generateGrasps', () => {
  it('resumed after being stopped anywhere gives the bytes of an uninterrupted run', async () => {
    const whole = await generateGrasps(input());
    expect(whole.records.map(({ id }) => id)).toEqual(
      ['box', 'ball'].flatMap((name) => [0, 1, 2, 3, 4].map((i) => `${name}/${i}`)),
    );
    const expected = bytesOf(join(folder, 'set'));
    expect(Object.keys(expected).length).toBe(6);
    const outDir = join(folder, 'stopped');
    const stop = new AbortController();
    let items = 0;
    const stopped = generateGrasps(
      input({
        outDir,
        signal: stop.signal,
        onProgress: () => ++items === 2 && stop.abort(new Error('enough')),
      }),
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(Object.keys(bytesOf(outDir)).length).toBe(2);
    const progress: boolean[] = [];
    await generateGrasps(input({ outDir, onProgress: ({ kept }) => progress.push(kept) }));
    expect(progress).toEqual([true, true, false, false, false, false]);
    expect(bytesOf(outDir)).toEqual(expected);
  });

  it('does not depend on shards, nor a grasp on what is made beside it', async () => {
    const whole = await generateGrasps(input());
    for (const index of [1, 0]) {
      await generateGrasps(input({ outDir: join(folder, 'shards'), shard: { index, count: 2 } }));
    }
    expect(bytesOf(join(folder, 'shards'))).toEqual(bytesOf(join(folder, 'set')));
    const options = { ...input().options, chunk: 5 };
    const alone = await generateGrasps(input({ outDir: join(folder, 'alone'), objects: [ball], options }));
    alone.records.forEach((record, i) => {
      expect(record).toEqual(whole.records[5 + i]);
    });
    const more = await generateGrasps(input({ perObject: 6 }));
    expect(more.records.filter(({ index }) => index < 5)).toEqual(whole.records);
  });

  it('keeps what it measured: records agree with validation done anew', async () => {
    const set = await generateGrasps(input());
    const own = set.records.filter(({ object }) => object.name === 'box');
    expect(own.some(({ betas }) => betas[0] === 1)).toBe(true);
    const meter = new GraspMeter(hand);
    const solid = graspObject(box.name, box, SignedDistanceGrid.build(box), 0);
    own.forEach(({ pose, betas, translation }, i) => {
      const measures = meter.measure(solid, pose, betas, translation);
      const again = judgeGrasp(measures, null, GRASP_LIMITS);
      for (const [name, value] of Object.entries(measures)) {
        expect(own[i].measures[name as keyof typeof measures]).toBe(Math.fround(value));
      }
      expect(own[i].rejections.map(({ criterion }) => criterion)).toEqual(
        again.rejections.map(({ criterion }) => criterion),
      );
    });
    const strict = readGraspSet(join(folder, 'set'), { volume: -1 });
    expect(strict.records.every(({ valid }) => !valid)).toBe(true);
    expect(countGrasps(strict).map(({ tried, valid }) => [tried, valid])).toEqual([
      [5, 0],
      [5, 0],
    ]);
  });

  it('lowers the energy and comes to touch', async () => {
    const options = {
      chunk: 6,
      draws: 8,
      drops: 3,
      trials: { count: 1, iterations: 0, most: 1, imbalance: 9 },
      iterations: 250,
    };
    const set = await generateGrasps(input({ perObject: 6, objects: [box], options }));
    for (const { energyBefore, energyAfter, measures } of set.records) {
      expect(energyAfter).toBeLessThan(energyBefore);
      expect(measures.nearest).toBeLessThan(0.004);
    }
  });

  it('runs the upstream settings too', async () => {
    const options = {
      iterations: 12,
      chunk: 4,
      drops: 3,
      penetration: 'upstream',
      penetrationPoints: 100,
    } as const;
    const set = await generateGrasps(input({ preset: 'paper', perObject: 3, objects: [box], options }));
    expect(set.records.length).toBe(3);
    for (const { pose, translation, start } of set.records) {
      expect([...pose, ...translation].every(Number.isFinite)).toBe(true);
      // Upstream begins about 0.3 m from the object.
      const { joints } = decodeHands(hand, start.subarray(3), null, start.subarray(0, 3));
      expect(Math.hypot(joints[0], joints[1], joints[2])).toBeGreaterThan(0.1);
    }
  });

  it('leaves out an unusable object with a word, and refuses when none is left', async () => {
    const flat = { id: 40, name: 'sheet', vertices: new Float32Array(9), faces: Uint32Array.of(0, 1, 2) };
    const set = await generateGrasps(input({ objects: [flat, ball], perObject: 1 }));
    expect(set.manifest.objects.map(({ name }) => name)).toEqual(['ball']);
    expect(set.manifest.refused[0]).toMatchObject({ name: 'sheet' });
    await expect(generateGrasps(input({ objects: [flat], outDir: join(folder, 'none') }))).rejects.toThrow(
      InputError,
    );
  });

  it('mends or refuses each defect in words, and one bad object never stops the others', async () => {
    const { vertices, faces } = sphereMesh(0.035, 3);
    const open = cylinderMesh(0.03, 0.05, 24, true);
    const rim = Uint32Array.of(faces[0], faces[1], 200);
    const dense = sphereMesh(0.04, 7);
    expect(dense.faces.length / 3).toBeGreaterThan(100_000);
    const plate = [0, 0, 0, 0.1, 0, 0, 0, 0.1, 0, 0.1, 0.1, 0];
    const objects = Object.entries({
      hole: { vertices, faces: faces.slice(3) },
      open,
      inverted: { vertices, faces: faces.slice().reverse() },
      fin: { vertices, faces: Uint32Array.from([...faces, ...rim]) },
      flat: { vertices: Float32Array.from(plate), faces: Uint32Array.of(0, 1, 2, 2, 1, 3, 0, 2, 1, 2, 3, 1) },
      dense,
      millimetres: { vertices: vertices.map((value) => value * 1000), faces },
      nan: { vertices: vertices.slice().fill(Number.NaN, 5, 6), faces },
      stray: { vertices, faces: Uint32Array.from([...faces, 0, 1, 9999]) },
      ball,
    }).map(([name, mesh], i) => ({ vertices: mesh.vertices, faces: mesh.faces, id: 40 + i, name }));
    const options = { ...input().options, iterations: 4 };
    const { manifest, records } = await generateGrasps(input({ objects, perObject: 1, options }));
    const words = Object.fromEntries([
      ...manifest.objects.map(({ name, repairs }) => [name, repairs.join('; ')]),
      ...manifest.refused.map(({ name, reason }) => [name, `refused: ${reason}`]),
    ]);
    expect(words.ball).toBe('');
    expect(words.hole).toMatch(/^holes closed with \d+ faces/);
    expect(words.inverted).toMatch(/^turned inside out/);
    expect(words.fin).toMatch(/edges with three faces or more|holes closed/);
    expect(words.dense).toMatch(/^131072 faces simplified to \d+, about \S+ mm off/);
    expect(words.open).toMatch(/^refused: open: open: its holes, closed, would be \d+ per cent/);
    expect(words.flat).toMatch(/^refused: flat: .*(sheet|open)/);
    expect(words.millimetres).toMatch(/^refused: millimetres: 70\.\d long, which looks like millimetres/);
    expect(words.nan).toMatch(/^refused: nan: 1 vertices are not finite/);
    expect(words.stray).toMatch(/^refused: stray: 1 faces name vertices past the last/);
    expect(records.map(({ object }) => object.name)).toEqual(['hole', 'inverted', 'fin', 'dense', 'ball']);
  });

  it('keeps distance grids by the hash of the mesh, and they change nothing', async () => {
    const cache = join(folder, 'grids');
    const plain = await generateGrasps(input());
    const first = await generateGrasps(input({ cache, outDir: join(folder, 'first') }));
    const files = readdirSync(cache).sort();
    expect(files.length).toBe(2);
    const written = files.map((name) => statSync(join(cache, name)).mtimeMs);
    const again = await generateGrasps(input({ cache, outDir: join(folder, 'again') }));
    expect(readdirSync(cache).sort()).toEqual(files);
    expect(files.map((name) => statSync(join(cache, name)).mtimeMs)).toEqual(written);
    expect(first.records).toEqual(plain.records);
    expect(again.records).toEqual(plain.records);
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, '');
    const without = await generateGrasps(
      input({ cache: join(blocked, 'grids'), outDir: join(folder, 'without') }),
    );
    expect(without.records).toEqual(plain.records);
  });

  it('refuses shapes and counts that are none', async () => {
    await expect(generateGrasps(input({ betas: [[1, 2]] }))).rejects.toThrow(
      /shape 0 must be 10 finite numbers/,
    );
    await expect(generateGrasps(input({ perObject: 2.5 }))).rejects.toThrow(
      /perObject must be a whole number/,
    );
  });

  it('refuses a folder made with other settings, and names a damaged file', async () => {
    await generateGrasps(input({ objects: [ball] }));
    await expect(generateGrasps(input({ objects: [ball], seed: 8 }))).rejects.toThrow(/made with other seed/);
    await expect(generateGrasps(input({ objects: [ball], betas: [] }))).rejects.toThrow(
      /made with other shapes/,
    );
    const path = itemPath(join(folder, 'set'), 'ball', 1);
    truncateSync(path, 100);
    await expect(generateGrasps(input({ objects: [ball] }))).rejects.toThrow(/00001\.npz: cannot be read/);
    writeFileSync(join(folder, 'set', 'set.json'), '{');
    expect(() => readGraspSet(join(folder, 'set'))).toThrow(/set\.json: expected JSON/);
    expect(() => readGraspSet(folder)).toThrow(/no set\.json/);
  });

  it('draws a sheet of them', async () => {
    const set = await generateGrasps(input({ objects: [ball], perObject: 2 }));
    const png = await renderGraspSheet(hand, ball, set.records, { columns: 2, size: 60, views: ['thumb'] });
    const { width, height, channels } = await sharp(png).metadata();
    expect([width, height, channels]).toEqual([2 * 66, 66, 3]);
    const { channels: stats } = await sharp(png).stats();
    // Skin is redder than the ball is.
    expect(stats[0].stdev).toBeGreaterThan(10);
  });
});
