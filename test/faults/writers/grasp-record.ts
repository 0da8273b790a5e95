import { ENERGY_TERMS } from '../../../packages/handbooster/src/grasps/grasp-options.js';
import type { GraspRecord } from '../../../packages/handbooster/src/grasps/set/grasp-record.js';

/** A grasp of made-up numbers. */
export function graspRecord(index: number): GraspRecord {
  const floats = (length: number) => Float32Array.from({ length }, (_, i) => (index + i) / 8);
  return {
    id: `brick/${index}`,
    object: { id: 2, name: 'brick' },
    index,
    seed: 1,
    pose: floats(48),
    betas: floats(10),
    translation: floats(3),
    start: floats(51),
    contacts: Int32Array.of(1, 2, 3),
    termsBefore: floats(ENERGY_TERMS.length),
    termsAfter: floats(ENERGY_TERMS.length),
    energyBefore: 2,
    energyAfter: 1,
    measures: {
      nearest: 0,
      depth: 0,
      volume: 0,
      selfDepth: 0,
      touching: 3,
      opposition: 1,
      closureResidual: 0,
      closureEffort: 0,
      pierced: 0,
    },
    heldDirections: null,
    valid: true,
    holding: true,
    rejections: [],
  };
}
