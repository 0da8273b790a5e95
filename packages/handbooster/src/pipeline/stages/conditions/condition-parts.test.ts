import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { type StoredCondition, writeConditions } from '../../../conditions/creation/condition-files.js';
import { identityRigid } from '../../../geometry/rigid-motion.js';
import { readPart, writePart } from './condition-parts.js';

function condition(id: string): StoredCondition {
  const random = new Random('condition', id);
  const floats = (length: number) => random.fillNormal(new Float32Array(length));
  return {
    id,
    kind: 'novel-grasp',
    source: 's',
    reference: 'r',
    subject: 'one',
    camera: { fx: 600.1, fy: 600.2, cx: 320.3, cy: 240.4, width: 640, height: 480 },
    hand: { side: 'right', pose: floats(48), betas: floats(10), translation: floats(3), modelHash: 'h' },
    joints: floats(63),
    objects: [{ id: 1, name: 'a', pose: identityRigid() }],
    grasped: 0,
    box: [1.1, 2.2, 3.3, 3.3],
    orientation: floats(4),
    visible: random.uniform(),
  };
}

describe('parts of conditions', () => {
  it('come back as they were, so that a resumed stage writes the same bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handbooster-parts-'));
    const part = { conditions: ['000000', '000001'].map(condition), faults: { hidden: 2 } };
    expect(await readPart(folder, 0)).toBeNull();
    // A part that was being written when the process was killed does not count.
    mkdirSync(join(folder, 'parts'), { recursive: true });
    writeFileSync(join(folder, 'parts', '0.jsonl.part'), '{}');
    expect(await readPart(folder, 0)).toBeNull();
    await writePart(folder, 0, part);
    expect(await readPart(folder, 0)).toEqual(part);
    const file = () => readFileSync(join(folder, 'conditions.jsonl'), 'utf8');
    await writeConditions(folder, part.conditions);
    const before = file();
    await writeConditions(folder, (await readPart(folder, 0))?.conditions ?? []);
    expect(file()).toBe(before);
    rmSync(folder, { recursive: true });
  });
});
