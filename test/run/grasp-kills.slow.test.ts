import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@handbooster/torch/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../packages/handbooster/src/base/progress.js';
import { generateGraspSet } from '../../packages/handbooster/src/commands/grasps/generate-grasp-set.js';
import type { Mesh } from '../../packages/handbooster/src/geometry/mesh/mesh.js';
import { boxMesh, cylinderMesh } from '../../packages/handbooster/src/geometry/mesh/solid-mesh.js';
import { GRASP_TABLE_FILE } from '../../packages/handbooster/src/grasps/set/grasp-table.js';
import { writeObj } from '../../packages/handbooster/src/objects/files/write-obj.js';
import { SMALL_GRASP_SETTINGS } from '../../packages/handbooster/test/support/small-grasp-settings.js';

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-grasp-kills-'));
  const plain = { uvs: null, texture: null, color: [0.7, 0.7, 0.7] as [number, number, number] };
  const write = (id: number, name: string, { vertices, faces }: Mesh) =>
    writeObj(join(root, 'models', name, 'textured.obj'), { id, name, vertices, faces, ...plain });
  await write(22, 'brick', boxMesh([0.05, 0.09, 0.06]));
  await write(23, 'tin', cylinderMesh(0.03, 0.08, 24));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const settings = {
  perObject: 10,
  ...SMALL_GRASP_SETTINGS,
  changes: { ...SMALL_GRASP_SETTINGS.changes, iterations: 12, drops: 3, draws: 3 },
};

/** Hashes of a set's files; what a killed writer left half done has another name and is never read. */
function filesOf(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }).map(String).sort()) {
    if (name.endsWith('.tmp') || !/\.\w+$/.test(name)) continue;
    hashes[name] = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  }
  return hashes;
}

/**
 * Makes the set in a process of its own, killed `delay` milliseconds after so many of its items where told
 * to.
 */
async function generate(output: string, kill: { items: number; delay: number } | null): Promise<boolean> {
  const module = fileURLToPath(
    new URL('../../packages/handbooster/src/commands/grasps/generate-grasp-set.ts', import.meta.url),
  );
  const options = { ...settings, objects: join(root, 'models'), output };
  const program = `
    const { generateGraspSet } = await import(${JSON.stringify(module)});
    process.stdout.write('.');
    await generateGraspSet({
      ...${JSON.stringify(options)},
      progress: { say() {}, begin: () => ({ advance: () => process.stdout.write('.'), note() {}, end() {} }) },
      signal: new AbortController().signal,
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(code === 0);
      else reject(new Error(`ended with ${code ?? signal}`));
    });
  });
  if (kill === null) {
    child.stdout.resume();
    return ended;
  }
  let dots = 0;
  child.stdout.on('data', (bytes: Uint8Array) => {
    const before = dots;
    dots += bytes.length;
    if (before <= kill.items && dots > kill.items) setTimeout(() => child.kill('SIGKILL'), kill.delay);
  });
  return ended;
}

test('killed at random moments and started again, grasps generate ends with the bytes of an undisturbed run', async () => {
  const undisturbed = join(root, 'undisturbed');
  const begun = performance.now();
  await generateGraspSet({
    ...settings,
    objects: join(root, 'models'),
    output: undisturbed,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  });
  const whole = performance.now() - begun;
  const expected = filesOf(undisturbed);
  expect(Object.keys(expected).filter((name) => name.endsWith('.npz')).length).toBeGreaterThanOrEqual(10);
  const output = join(root, 'killed');
  const random = new Random(5, 'moments of death');
  const item = whole / 10;
  for (const items of [2, 0, 3]) {
    expect(await generate(output, { items, delay: random.uniform(0, item) })).toBe(false);
    const made = Object.keys(filesOf(output)).filter((name) => name.endsWith('.npz')).length;
    expect(made).toBeGreaterThanOrEqual(items);
    expect(existsSync(join(output, GRASP_TABLE_FILE))).toBe(false);
  }
  expect(await generate(output, null)).toBe(true);
  expect(filesOf(output)).toEqual(expected);
}, 400_000);
