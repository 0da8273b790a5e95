import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { axisAngleToMatrix, rotateVector } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { isClosed } from '../raster/is-closed.js';
import type { ConditionScene } from './condition-scene.js';
import { ForearmStub } from './forearm-stub.js';
import { CONDITION_MAPS, renderConditionMaps } from './render-condition-maps.js';

const builtin = loadBuiltinHand('right');
const SIZE = 128;
const camera = { fx: 200, fy: 200, cx: 63.5, cy: 63.5, width: SIZE, height: SIZE };

/** A hand open at a slanted wrist, as MANO is: the faces behind a plane are gone. */
function openHand(): HandModel {
  const { forward, palm } = handFrame(builtin);
  const { template, faces } = builtin;
  const joints = decodeHands(builtin, new Float32Array(48), new Float32Array(10)).joints;
  const kept: number[] = [];
  for (let f = 0; f < faces.length; f += 3) {
    const inFront = [0, 1, 2].every((k) => {
      const at = 3 * faces[f + k];
      let height = 0;
      for (let d = 0; d < 3; d++) height += (template[at + d] - joints[d]) * (forward[d] + 0.15 * palm[d]);
      return height > -0.004;
    });
    if (inFront) kept.push(...faces.subarray(f, f + 3));
  }
  return { ...builtin, faces: Uint32Array.from(kept) };
}

function scene(
  model: HandModel,
  random: Random,
  withArm: boolean,
): ConditionScene & { rear: number[]; pose: Float32Array } {
  const pose = Float32Array.from({ length: 48 }, (_, k) => random.normal(0, k < 3 ? 1.5 : 0.15));
  const betas = Float32Array.from({ length: 10 }, () => random.normal(0, 0.8));
  const at = decodeHands(model, pose, betas, new Float32Array(3)).joints;
  const translation = Float32Array.of(-at[0], -at[1], 0.6 - at[2]);
  const { vertices, joints } = decodeHands(model, pose, betas, translation);
  const forearm = withArm ? new ForearmStub(model).mesh(vertices, pose, joints) : undefined;
  const rear = rotateVector(
    axisAngleToMatrix(pose),
    handFrame(model).forward.map((x) => -x),
  );
  return {
    camera,
    hand: { vertices, joints, faces: closedFaces(model), forearm },
    objects: [],
    rear: [...rear],
    pose,
  };
}

const red = (map: Uint8Array | undefined) =>
  Array.from({ length: SIZE * SIZE }, (_, i) => (map as Uint8Array)[3 * i]);

describe.each([
  ['closed', builtin],
  ['open at the wrist', openHand()],
] as const)('the forearm of a hand that is %s', (_, model) => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const views = seeds.map((seed) => {
    const draw = (withArm: boolean) => scene(model, new Random('forearm', seed), withArm);
    const bare = draw(false);
    const whole = draw(true);
    return {
      bare,
      whole,
      without: renderConditionMaps(bare, { maps: CONDITION_MAPS }),
      maps: renderConditionMaps(whole, { maps: CONDITION_MAPS }),
    };
  });

  it('is a closed body, outward, of an arm’s size', () => {
    for (const { whole } of views) {
      const arm = whole.hand?.forearm;
      if (arm === undefined) throw new Error('no arm');
      expect(isClosed(arm.faces)).toBe(true);
      // 12 cm of an arm 4 to 8 cm across.
      expect(signedVolume(arm)).toBeGreaterThan(0.12 * Math.PI * 0.02 ** 2);
      expect(signedVolume(arm)).toBeLessThan(0.13 * Math.PI * 0.04 ** 2);
    }
  });

  it('goes on from the wrist without a gap', () => {
    for (const { whole, maps } of views) {
      const segmentation = red(maps.segmentation);
      for (let s = -0.01; s < 0.1; s += 0.002) {
        const [x, y, z] = [0, 1, 2].map((k) => (k === 2 ? 0.6 : 0) + s * whole.rear[k]);
        const column = Math.round((camera.fx * x) / z + camera.cx);
        const row = Math.round((camera.fy * y) / z + camera.cy);
        if (Math.min(column, row) < 0 || Math.max(column, row) >= SIZE) continue;
        expect(segmentation[row * SIZE + column], `${s} m behind the wrist`).toBeGreaterThan(0);
      }
    }
  });

  it('leaves the hand’s labels as they are', () => {
    for (const { bare, whole, without, maps } of views) {
      expect(whole.hand?.vertices).toEqual(bare.hand?.vertices);
      expect(maps.skeleton).toEqual(without.skeleton);
      const before = red(without.segmentation);
      const after = red(maps.segmentation);
      const beforeDepth = red(without.depth);
      const afterDepth = red(maps.depth);
      let arm = 0;
      for (let i = 0; i < before.length; i++) {
        if (after[i] === 96) arm++;
        // No pixel becomes the hand's, and where the hand shows it is the same hand.
        if (after[i] !== 255) continue;
        expect(before[i]).toBe(255);
        expect(afterDepth[i]).toBe(beforeDepth[i]);
      }
      expect(arm).toBeGreaterThan(100);
    }
  });

  it('covers nothing of the hand but its end', () => {
    for (const { bare, whole, maps } of views) {
      const arm = whole.hand?.forearm?.vertices ?? new Float32Array(0);
      const nearest = Math.min(
        ...Array.from({ length: arm.length / 3 }, (_, i) => along(arm, i, whole.rear)),
      );
      const segmentation = red(maps.segmentation);
      const joints = bare.hand?.joints ?? [];
      // The arm begins behind the palm, and no joint past the wrist is covered by it unless it points at the
      // camera.
      expect(nearest).toBeGreaterThan(-0.035);
      for (let joint = 1; joint < 21; joint++) {
        const [x, y, z] = [0, 1, 2].map((k) => joints[3 * joint + k]);
        const column = Math.round((camera.fx * x) / z + camera.cx);
        const row = Math.round((camera.fy * y) / z + camera.cy);
        if (Math.min(column, row) < 0 || Math.max(column, row) >= SIZE || whole.rear[2] < -0.3) continue;
        expect([0, 255]).toContain(segmentation[row * SIZE + column]);
      }
    }
  });
});

function along(points: ArrayLike<number>, i: number, rear: readonly number[]): number {
  return points[3 * i] * rear[0] + points[3 * i + 1] * rear[1] + (points[3 * i + 2] - 0.6) * rear[2];
}

describe('options of the forearm', () => {
  it('the length is the distance from the hand’s end to the cut', () => {
    const { hand, rear, pose } = scene(builtin, new Random('forearm', 9), false);
    const [short, long] = [0.06, 0.11].map((length) => {
      const arm = new ForearmStub(builtin, { length }).mesh(hand?.vertices ?? [], pose, hand?.joints ?? []);
      return Math.max(
        ...Array.from({ length: arm.vertices.length / 3 }, (_, i) => along(arm.vertices, i, rear)),
      );
    });
    expect(long - short).toBeCloseTo(0.05, 5);
    expect(() => new ForearmStub(builtin, { length: 0 })).toThrow(/0\.01 m/);
  });
});
