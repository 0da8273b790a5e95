import { InputError } from '../../base/errors/input-error.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/**
 * Largest distance between labelled joints and those of the model, metres: labels are the model's own joints,
 * to rounding; another hand model is centimetres off.
 */
const TOLERANCE = 0.008;

/**
 * Refuses a hand model whose joints are not the labelled ones, where no hash tells which model labels belong
 * to. Tips do not count: datasets take them from different vertices.
 *
 * @param hand parameters and joints in the same axes, of the model's side.
 * @param where file and field, for the message.
 */
export function checkHandJoints(
  model: HandModel,
  hand: { pose: ArrayLike<number>; betas: ArrayLike<number>; translation: ArrayLike<number> },
  joints: ArrayLike<number>,
  where: string,
): void {
  const decoded = decodeHands(model, hand.pose, hand.betas, hand.translation).joints;
  let worst = 0;
  for (let joint = 0; joint < 21; joint++) {
    if (joint > 0 && joint % 4 === 0) continue;
    const [x, y, z] = [0, 1, 2].map((k) => decoded[3 * joint + k] - joints[3 * joint + k]);
    worst = Math.max(worst, Math.hypot(x, y, z));
  }
  if (worst <= TOLERANCE) return;
  throw new InputError(
    `${where}: expected the joints of hand model ${model.name}, found them up to ${(worst * 1000).toFixed(0)} mm away; ` +
      "labels without a hand_model.json are MANO's: give the MANO files (set MANO_DIR)",
  );
}
