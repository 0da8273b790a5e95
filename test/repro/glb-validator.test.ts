import { validateBytes } from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { graspGlb } from '../../packages/handbooster/src/commands/grasps/grasp-glb.js';
import { handGlb, handObj } from '../../packages/handbooster/src/commands/photo/hand-files.js';
import { decodeHands } from '../../packages/handbooster/src/hand/decode-hands.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { proceduralObjects } from '../../packages/handbooster/src/objects/procedural/procedural-objects.js';
import type { HandEstimate } from '../../packages/handbooster/src/reconstruction/photo/hand-estimate.js';
import { SHARD_OBJECTS } from '../../packages/handbooster/test/fixtures/shards-fixture.js';

// Khronos' own validator on what viewers are given; it worked when it was tried and must go on working.
const hand = loadBuiltinHand('right');

async function faults(glb: Uint8Array): Promise<string[]> {
  const { issues } = await validateBytes(glb, { maxIssues: 100 });
  return issues.messages
    .filter(({ severity }) => severity <= 1)
    .map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('glTF', () => {
  it.each(['right', 'left'] as const)('of a %s hand has neither errors nor warnings', async (side) => {
    const { vertices } = decodeHands(hand, new Float32Array(48), new Float32Array(10));
    const estimate = { side, vertices, wrist: Float64Array.of(0, 0.1, 0.5) } as HandEstimate;
    const glb = await handGlb(estimate, hand.faces);
    expect(await faults(glb)).toEqual([]);
    // Below the camera's axis in the picture is below in a viewer, in both files: a wrist 0.1 m down has y of
    // about -0.1.
    const lines = handObj(estimate, hand.faces).split('\n');
    const heights = lines.filter((line) => line.startsWith('v ')).map((line) => Number(line.split(' ')[2]));
    const mean = heights.reduce((sum, y) => sum + y, 0) / heights.length;
    const own = Array.from(vertices).filter((_, i) => i % 3 === 1);
    // Six decimals.
    expect(mean).toBeCloseTo(-0.1 - own.reduce((sum, y) => sum + y, 0) / own.length, 5);
  });

  it.each([SHARD_OBJECTS[0], proceduralObjects()[0]])(
    'of a grasp of $name has none either',
    async (object) => {
      const grasp = {
        ...{ id: 'g', valid: true, holding: false, measures: { volume: 1.5 } },
        ...{ pose: new Float32Array(48), betas: new Float32Array(10), translation: new Float32Array(3) },
      };
      expect(await faults(await graspGlb(hand, object, grasp as never))).toEqual([]);
    },
  );

  it('that is broken is noticed', async () => {
    const { vertices } = decodeHands(hand, new Float32Array(48), new Float32Array(10));
    const broken = Float32Array.from(vertices, (value, i) => (i === 7 ? Number.NaN : value));
    const estimate = { side: 'right', vertices: broken, wrist: new Float64Array(3) } as HandEstimate;
    expect(await faults(await handGlb(estimate, hand.faces))).not.toEqual([]);
  });
});
