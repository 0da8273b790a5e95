import { tensor, trace, zeros } from '@handbooster/torch';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';

export interface NetworkOnnxOptions {
  /** For example 'mobrecon-s'. */
  name: string;
  /** Weights that are exactly halves are stored as such (see `roundToHalf`); computing stays in float32. */
  half: boolean;
  /** For OpenCV 4: one image at a time, opset 10, no `faces`; not with `half`. */
  opencv4: boolean;
  /** Free-form facts kept in the file. */
  facts: Record<string, string>;
}

export const NETWORK_ONNX_DEFAULTS: NetworkOnnxOptions = {
  name: 'reconstruction',
  half: false,
  opencv4: false,
  facts: {},
};

/**
 * A reconstruction network as an ONNX model (opset 17) for any batch size. Input `image` (batch, 3, S, S) RGB
 * in 0 ... 1 of a right hand; outputs `vertices` (batch, V, 3) and `joints` (batch, 21, 3) in metres,
 * `joints2d` (batch, 21, 2) in units of the crop's side, and `faces` (F, 3) int32, the mesh's triangles, so
 * that the model can be drawn without anything else.
 *
 * @example
 * ```ts
 * import { createNetwork, loadBuiltinHand, networkToOnnx } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const model = networkToOnnx(createNetwork('mobrecon-s', hand, 64), hand);
 * console.log(model.byteLength > 1e5); // true
 * ```
 */
export function networkToOnnx(
  network: ReconstructionNetwork,
  hand: HandModel,
  options: Partial<NetworkOnnxOptions> = {},
): Uint8Array {
  const { name, half, opencv4, facts } = { ...NETWORK_ONNX_DEFAULTS, ...options };
  network.eval();
  const triangles = Int32Array.from(closedFaces(hand));
  const faces = tensor(triangles, { shape: [triangles.length / 3, 3] });
  const size = network.inputSize;
  try {
    const graph = trace.traceGraph({
      inputs: (batch) => ({ image: zeros([batch, 3, size, size]) }),
      body: ({ image }) => {
        const { vertices, joints, joints2d } = network.forward(image);
        return { vertices, joints, joints2d, ...(opencv4 ? {} : { faces }) };
      },
      names: [...network.namedParameters(), ...network.namedBuffers()],
    });
    return trace.toOnnx(graph, {
      name,
      description:
        'From a crop of a right hand to its mesh. image: RGB in 0 ... 1; vertices and joints: metres, camera axes ' +
        '(x right, y down, z forward), wrist near the origin; joints2d: units of the side of the crop.',
      metadata: { ...facts, network: name, inputSize: String(size), hand: hand.name, handHash: hand.hash },
      half: half ? 'exact' : null,
      opencv4,
    });
  } finally {
    faces.dispose();
  }
}
