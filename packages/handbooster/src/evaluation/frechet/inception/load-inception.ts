import { inferenceMode, type io, nn, scope, tensor } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';
import { UndrawnRandom } from '../../../reconstruction/networks/undrawn-random.js';
import { readOfficialState } from '../../../reconstruction/weights/official/official-state.js';
import { INCEPTION_FEATURES, InceptionV3 } from './inception-v3.js';

/** The classes of the network that the FID is defined on, and of torchvision's own. */
const FID_CLASSES = 1008;
const NAME = 'pt_inception-2015-12-05-6726825d.pth';

/**
 * Reads the weights of the FID's Inception-v3 from the file of the reference port (mseitzer/pytorch-fid),
 * which the user brings.
 *
 * @throws InputError naming what is missing or of another shape; also for torchvision's ImageNet weights,
 * which give another number.
 */
export function loadInception(path: string): InceptionV3 {
  const { weights } = readOfficialState(path);
  const classes = weights.get('fc.weight')?.shape[0];
  if (weights.has('Mixed_7c.branch_pool.conv.weight') && classes !== undefined && classes !== FID_CLASSES) {
    throw new InputError(
      `${path}: an Inception-v3 of ${classes} classes; the FID is defined on another one: give ${NAME}`,
    );
  }
  const own = new Map<string, io.ArrayData>();
  for (const [name, array] of weights) {
    if (!/^(fc|AuxLogits)\./.test(name)) own.set(name, array);
  }
  const network = nn.withRandom(new UndrawnRandom(), () => new InceptionV3());
  try {
    const { missing, unexpected } = network.loadStateDict(own, { strict: false });
    const lacking = missing.filter((name) => !name.endsWith('num_batches_tracked'));
    const [found] = unexpected;
    if (lacking.length > 0) {
      throw new Error(
        `expected ${NAME}, found no ${lacking[0]}${found === undefined ? '' : ` but ${found}`}`,
      );
    }
  } catch (error) {
    network.dispose();
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  network.eval();
  return network;
}

/** Images a forward pass takes. */
const GROUP = 16;

/**
 * Features of pictures, (N, 2048) row-major.
 *
 * @param images (S, S, 3) bytes each, all of one size.
 */
export function inceptionFeatures(network: InceptionV3, images: readonly Uint8Array[]): Float32Array {
  const features = new Float32Array(images.length * INCEPTION_FEATURES);
  for (let first = 0; first < images.length; first += GROUP) {
    const group = images.slice(first, first + GROUP);
    const side = Math.sqrt(group[0].length / 3);
    const bytes = new Uint8Array(group.length * group[0].length);
    group.forEach((image, i) => {
      bytes.set(image, i * group[0].length);
    });
    const part = scope(() =>
      inferenceMode(() => {
        const shape = [group.length, side, side, 3];
        const batch = tensor(bytes, { shape, device: network.device }).permute([0, 3, 1, 2]);
        return network.forward(batch.to({ dtype: 'float32' }).div(255)).toFloat32();
      }),
    );
    features.set(part, first * INCEPTION_FEATURES);
  }
  return features;
}
