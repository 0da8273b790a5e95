import { Random } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { applyRigid, rigid } from '../../geometry/rigid-motion.js';
import { quaternionToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { moveHand } from './move-hand.js';

it('moves every vertex as the motion does', () => {
  const model = smallHand('right');
  const random = new Random('move-hand');
  for (let i = 0; i < 20; i++) {
    const pose = random.fillNormal(new Float32Array(48));
    const betas = random.fillNormal(new Float32Array(10));
    const translation = random.fillNormal(new Float32Array(3));
    const motion = rigid(quaternionToMatrix(random.quaternion()), random.fillNormal(new Float32Array(3)));
    const before = decodeHands(model, pose, betas, translation);
    const moved = moveHand(model, { pose, betas, translation }, motion);
    const after = decodeHands(model, moved.pose, betas, moved.translation);
    expect(after.vertices).toBeAllclose(applyRigid(motion, before.vertices), { absolute: 2e-6 });
    expect(after.joints).toBeAllclose(applyRigid(motion, before.joints), { absolute: 2e-6 });
  }
});
