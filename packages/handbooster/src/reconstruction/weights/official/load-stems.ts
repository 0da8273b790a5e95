import type { io, nn } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';
import type { HandOccNet } from '../../networks/handoccnet/handoccnet.js';
import type { MobReconBackbone } from '../../networks/mobrecon/backbone.js';
import { readOfficialState } from './official-state.js';

/**
 * Starts HandOccNet's ResNet from torchvision's ResNet-50 (`resnet50-19c8e357.pth`, trained on ImageNet), as
 * the release does. The classifier is left out.
 *
 * @throws InputError where it is not that network's file.
 */
export function loadResNet50(network: HandOccNet, path: string): void {
  const renamed = new Map<string, io.ArrayData>();
  for (const [name, array] of readOfficialState(path).weights) {
    if (name.startsWith('fc.')) continue;
    renamed.set(
      name
        .replace(/^conv1\./, 'layer0.0.')
        .replace(/^bn1\./, 'layer0.1.')
        .replace(/^layer([1-4])\.(\d+)\./, 'layer$1.0.$2.'),
      array,
    );
  }
  const { missing, unexpected } = load(network.backbone, renamed, path);
  const lacking = missing.filter((name) => /^layer\d/.test(name));
  if (lacking.length > 0 || unexpected.length > 0) {
    throw new InputError(
      `${path}: expected torchvision's ResNet-50, found ${lacking.length > 0 ? `no ${lacking[0]}` : unexpected[0]}`,
    );
  }
}

/**
 * Starts MobRecon's or H2ONet's backbone from HandMesh's `densestack.pth`, as the release does: what fits by
 * name is taken.
 *
 * @returns names of the backbone that kept their values, and names of the file without a place.
 * @throws InputError where no name fits.
 */
export function loadDenseStack(
  backbone: MobReconBackbone,
  path: string,
): { missing: string[]; ignored: string[] } {
  const own = new Map<string, io.ArrayData>();
  for (const [name, array] of readOfficialState(path).weights)
    own.set(name.replace(/^backbone\./, ''), array);
  const names = backbone.stateDict();
  if (![...own.keys()].some((name) => names.has(name))) {
    const [first] = own.keys();
    throw new InputError(`${path}: expected MobRecon's backbone, found tensors such as ${first}`);
  }
  const { missing, unexpected } = load(backbone, own, path);
  return { missing, ignored: unexpected };
}

function load(module: nn.Module, weights: Map<string, io.ArrayData>, path: string) {
  try {
    return module.loadStateDict(weights, { strict: false });
  } catch (error) {
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
