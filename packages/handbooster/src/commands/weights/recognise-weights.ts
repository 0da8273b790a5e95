import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { readOfficialState } from '../../reconstruction/weights/official/official-state.js';
import { denoisersIn } from '../../synthesis/weights/official-checkpoint.js';

/** What a file of weights can be. */
export type WeightsKind = 'denoiser' | 'reconstruction' | 'resnet50' | 'densestack' | 'inception';

/** Tensors that tell what a state dict belongs to; the first that is there decides. */
const MARKS: readonly [mark: RegExp, kind: WeightsKind][] = [
  [/^(decoder3d|regressor)\./, 'reconstruction'],
  [/^Mixed_7c\.branch_pool\.conv\.weight$/, 'inception'],
  [/^layer4\.2\.conv3\.weight$/, 'resnet50'],
  [/^(backbone\.)?pre_layer\.0\.0\.weight$/, 'densestack'],
];

/**
 * What weights a file has, by the names of its tensors: the denoiser in the official trainer's container, or
 * a state dict of one of the reconstruction networks or of what they start from.
 *
 * @throws InputError where it is none of these, saying what was found.
 */
export function recogniseWeights(path: string): WeightsKind {
  if (io.recogniseFileAt(path).name === 'safetensors') {
    const { format } = io.readSafetensorsHeader(path).metadata;
    if (format?.startsWith('handbooster-'))
      throw new InputError(`${path}: is of our own format (${format}) and needs no import`);
  } else if (denoisersIn(path).length > 0) return 'denoiser';
  const names = [...readOfficialState(path).weights.keys()];
  const found = MARKS.find(([mark]) => names.some((name) => mark.test(name)));
  if (found !== undefined) return found[1];
  throw new InputError(
    `${path}: expected the weights of a HandBooster denoiser, HandOccNet, MobRecon, H2ONet, torchvision's ResNet-50, densestack or the ` +
      `FID's Inception-v3; found ${names.length} tensors such as ${names.slice(0, 3).join(', ')}`,
  );
}
