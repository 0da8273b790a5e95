import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { boxMesh, sphereMesh } from '../geometry/mesh/solid-mesh.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import type { GenerateGraspsInput, generateGrasps } from './generate-grasps.js';

// Worker threads load compiled files, so this tests what set-up has compiled, against itself.
const compiled = fileURLToPath(new URL('../../dist/grasps/generate-grasps.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'grasp-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('workers', () => {
  it('change no byte, however many there are', async () => {
    const module: { generateGrasps: typeof generateGrasps } = await import(compiled);
    const input: Omit<GenerateGraspsInput, 'outDir' | 'threads'> = {
      objects: [
        { id: 30, name: 'box', ...boxMesh([0.05, 0.09, 0.06]) },
        { id: 31, name: 'ball', ...sphereMesh(0.035, 3) },
      ],
      hand: loadBuiltinHand(),
      perObject: 5,
      seed: 7,
      options: {
        iterations: 20,
        chunk: 2,
        drops: 2,
        draws: 3,
        trials: { count: 2, iterations: 4, most: 3, imbalance: 2 },
      },
    };
    const bytes: Record<string, string>[] = [];
    for (const threads of [1, 3]) {
      const outDir = join(folder, String(threads));
      await module.generateGrasps({ ...input, outDir, threads });
      const files = readdirSync(outDir, { recursive: true }).map(String).sort();
      const named = files.filter((name) => /\.\w+$/.test(name));
      bytes.push(
        Object.fromEntries(named.map((name) => [name, readFileSync(join(outDir, name)).toString('base64')])),
      );
    }
    expect(Object.keys(bytes[0]).filter((name) => name.startsWith('items')).length).toBe(6);
    expect(bytes[1]).toEqual(bytes[0]);
  });
});
