import { keep, type nn, type Tensor } from '@handbooster/torch';
import { kindOfNetwork } from './network-kinds.js';
import type { ReconstructionNetwork } from './reconstruction-network.js';

/**
 * What a network makes of a picture before it says where the hand is: (B, D) means over the map of its
 * encoder's last layer.
 *
 * @param image (B, 3, S, S) in 0 ... 1.
 */
export function networkFeatures(network: ReconstructionNetwork, image: Tensor): Tensor {
  const end = kindOfNetwork(network)?.endOfEncoder(network);
  if (end === undefined) throw new TypeError(`${network.constructor.name}: not known where its encoder ends`);
  const features = outputOf(end, () => network.forward(image));
  const means = features.ndim > 2 ? features.mean([2, 3]) : features.clone();
  features.dispose();
  return means;
}

/**
 * What a module gives while something else runs; outside of every scope, so that the one who asks frees it.
 */
function outputOf(module: nn.Module, run: () => unknown): Tensor {
  let output: Tensor | null = null;
  const own = Object.hasOwn(module, 'forward');
  const { forward } = module;
  module.forward = (...inputs: unknown[]) => {
    output = keep(forward.apply(module, inputs) as Tensor);
    return output;
  };
  try {
    run();
  } finally {
    // The class's own is behind it, where the module had none of its own.
    if (own) module.forward = forward;
    else delete (module as Partial<nn.Module>).forward;
  }
  if (output === null) throw new Error(`${module.constructor.name} was not asked`);
  return output;
}
