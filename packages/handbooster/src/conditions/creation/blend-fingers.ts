/**
 * A pose (48) whose fingers are on their way from one pose to another; the root stays. A hand that reaches
 * for a grasp or lets go of it bends its fingers so, and a network that is to find fingers must have seen
 * them between grasps, too.
 *
 * @param share of the way, 0 ... 1
 */
export function blendFingers(
  pose: ArrayLike<number>,
  towards: ArrayLike<number>,
  share: number,
): Float32Array {
  return Float32Array.from(pose, (value, i) => (i < 3 ? value : value + share * (towards[i] - value)));
}
