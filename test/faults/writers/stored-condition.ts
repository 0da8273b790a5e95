import { Random } from '@handbooster/torch';
import type { StoredCondition } from '../../../packages/handbooster/src/conditions/creation/condition-files.js';
import { identityRigid } from '../../../packages/handbooster/src/geometry/rigid-motion.js';

/** A condition of made-up numbers. */
export function storedCondition(id: string): StoredCondition {
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
