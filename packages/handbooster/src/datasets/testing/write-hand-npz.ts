import * as io from '@handbooster/torch/io';
import type { HandModel } from '../../hand/hand-model.js';

/** Writes a hand model as an `.npz` with MANO's keys. */
export function writeHandNpz(path: string, hand: HandModel): void {
  const count = hand.template.length / 3;
  const float = (data: Float32Array, ...shape: number[]): io.ArrayData => ({ dtype: 'float32', shape, data });
  const tree = Float32Array.from([
    ...Array.from(hand.parents, (parent) => (parent < 0 ? 2 ** 32 - 1 : parent)),
    ...Array(16).keys(),
  ]);
  io.writeNpz(
    path,
    new Map([
      ['v_template', float(hand.template, count, 3)],
      [
        'f',
        {
          dtype: 'int32',
          shape: [hand.faces.length / 3, 3],
          data: Int32Array.from(hand.faces),
        } as io.ArrayData,
      ],
      ['kintree_table', float(tree, 2, 16)],
      ['weights', float(hand.weights, count, 16)],
      ['J_regressor', float(hand.jointRegressor, 16, count)],
      ['shapedirs', float(hand.shapeDirections, count, 3, 10)],
      ['posedirs', float(hand.poseDirections, count, 3, 135)],
      ['hands_components', float(hand.poseComponents, 45, 45)],
      ['hands_mean', float(hand.poseMean, 45)],
    ]),
  );
}
