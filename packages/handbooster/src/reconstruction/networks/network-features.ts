import { keep, type nn, type Tensor } from '@handbooster/torch';
import { H2ONet } from './h2onet/h2onet.js';
import { HandOccNet } from './handoccnet/handoccnet.js';
import { MobRecon } from './mobrecon/mobrecon.js';
import { MobReconS } from './mobrecon-s/mobrecon-s.js';
import type { ReconstructionNetwork } from './reconstruction-network.js';

/**
 * What a network makes of a picture before it says where the hand is: (B, D) means over the map of its encoder's last
 * layer.
 *
 * @param image (B, 3, S, S) in 0 ... 1.
 */
export function networkFeatures(network: ReconstructionNetwork, image: Tensor): Tensor {
  const features = outputOf(lastOfEncoder(network), () => network.forward(image));
  const means = features.ndim > 2 ? features.mean([2, 3]) : features.clone();
  features.dispose();
  return means;
}

function lastOfEncoder(network: ReconstructionNetwork): nn.Module {
  if (network instanceof MobReconS) return network.latent;
  if (network instanceof MobRecon || network instanceof H2ONet) return network.backbone.midProj;
  if (network instanceof HandOccNet) return network.SET;
  throw new TypeError(`${network.constructor.name}: not known where its encoder ends`);
}

/** What a module gives while something else runs; outside of every scope, so that the one who asks frees it. */
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
