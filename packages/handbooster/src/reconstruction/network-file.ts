import { io, nn, Random } from '@handbooster/torch';
import { InputError } from '../geometry/input-error.js';
import type { HandModel } from '../hand/index.js';
import { MobRecon } from './mobrecon/mobrecon.js';
import { MobReconS } from './mobrecon-s/mobrecon-s.js';
import type { ReconstructionNetwork } from './reconstruction-network.js';

/** The networks by name. */
export const NETWORKS = ['mobrecon-s', 'mobrecon'] as const;
export type NetworkName = (typeof NETWORKS)[number];

const FORMAT = 'handbooster-reconstruction';

/** A network, freshly initialised by `seed`. @param inputSize pixels; MobRecon-S has only 64. */
export function createNetwork(
  name: NetworkName,
  hand: HandModel,
  inputSize: number,
  seed = 0,
): ReconstructionNetwork {
  const network: ReconstructionNetwork = nn.withRandom(new Random(seed, 'network', name), () =>
    name === 'mobrecon-s' ? new MobReconS(hand) : new MobRecon(hand, { inputSize }),
  );
  if (network.inputSize !== inputSize) {
    network.dispose();
    throw new InputError(`train.imageSize: ${name} takes ${network.inputSize} pixels, found ${inputSize}`);
  }
  return network;
}

export interface SaveNetworkOptions {
  /** Half precision halves the file; the weights are read back into float32. */
  dtype?: 'float32' | 'float16';
  /** Free-form facts to keep in the file: data, steps, licence. */
  facts?: Record<string, string>;
}

/** Writes a network's weights as one safetensors file that says what they are for. */
export function saveNetwork(
  path: string,
  name: NetworkName,
  network: ReconstructionNetwork,
  hand: HandModel,
  { dtype = 'float32', facts = {} }: SaveNetworkOptions = {},
): void {
  const arrays = new Map<string, io.ArrayData>();
  for (const [key, tensor] of network.stateDict()) {
    if (tensor.dtype !== 'float32') continue;
    const data = tensor.toFloat32();
    arrays.set(key, {
      dtype,
      shape: tensor.shape,
      data: dtype === 'float16' ? io.float32ToFloat16(data) : data,
    });
  }
  io.writeSafetensors(path, arrays, {
    ...facts,
    format: FORMAT,
    network: name,
    inputSize: String(network.inputSize),
    hand: hand.hash,
  });
}

/**
 * Reads a network written by `saveNetwork`, ready to predict.
 *
 * @throws InputError where the file is no such network's, or was trained for another hand model.
 */
export function loadNetwork(path: string, hand: HandModel): ReconstructionNetwork {
  const arrays = io.readSafetensors(path);
  const { format, network: name, inputSize, hand: trainedFor } = arrays.metadata;
  if (format !== FORMAT || !NETWORKS.includes(name as NetworkName)) {
    throw new InputError(
      `${path}: metadata: expected the weights of ${NETWORKS.join(' or ')}, found ${name ?? format}`,
    );
  }
  if (trainedFor !== hand.hash) {
    throw new InputError(
      `${path}: trained for hand model ${trainedFor?.slice(0, 12)}, the loaded one is ${hand.hash.slice(0, 12)} (${hand.name})`,
    );
  }
  const network = createNetwork(name as NetworkName, hand, Number(inputSize));
  // Counts of batches are not kept: nothing reads them when predicting.
  const { missing } = network.loadStateDict(arrays, { strict: false });
  const lacking = missing.filter((key) => !key.endsWith('num_batches_tracked'));
  if (lacking.length > 0) throw new InputError(`${path}: expected the tensor ${lacking[0]}, found none`);
  network.eval();
  return network;
}
