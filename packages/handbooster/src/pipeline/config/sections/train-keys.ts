import { z } from 'zod';
import { NETWORK_KINDS, NETWORKS } from '../../../reconstruction/networks/network-kinds.js';
import { AUGMENTATIONS } from '../../../reconstruction/patches/patch-augmentation.js';
import { RECONSTRUCTION_TRAINING_DEFAULTS } from '../../../reconstruction/training/reconstruction-options.js';
import { count, positive, section, share } from './section.js';

const defaults = RECONSTRUCTION_TRAINING_DEFAULTS;
const NETWORK = 'mobrecon-s';

export const trainKeys = section('Reconstruction networks (Sec. 3.4)', {
  network: z.enum(NETWORKS).default(NETWORK).describe('Which network'),
  imageSize: count('Pixels of its input', NETWORK_KINDS[NETWORK].inputSizes[0]),
  images: count('Training images to go through', defaults.images),
  batch: count('Images a step', defaults.batch),
  learningRate: positive('Of Adam', defaults.learningRate),
  schedule: z
    .enum(['cosine', 'constant', 'published'])
    .default('cosine')
    .describe(
      'Of the rate; `published`: the drops that the network is published with, as shares of the training',
    ),
  clip: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe('Gradient norm above which gradients are scaled down, 0 for never; null for the schedule’s'),
  augmentation: z
    .enum(AUGMENTATIONS)
    .default('published')
    .describe(
      'Of crops in training; `published`: scale, turn and colour gains as the baselines; `strong`: also shift, contrast, grey and patches painted over',
    ),
  selection: z
    .enum(['val', 'last', 'released-code'])
    .default('val')
    .describe(
      'Which weights are kept: the best on the validation split, the last, or, as the release does, the best on the (first) test split',
    ),
  looks: count('Looks at held-out images during a training, for `val` and `released-code`', 20),
  syntheticShare: share('Share of synthetic images in the boosted training', defaults.syntheticShare),
  syntheticDecay: z
    .enum(['constant', 'linear'])
    .default(defaults.syntheticDecay)
    .describe(
      'How that share goes over the training: as it is, or evenly down to none at `syntheticEnd`; `linear` needs mixing by `batch`',
    ),
  syntheticEnd: share(
    'Share of the training past which only real images are shown; 1 for never, less needs mixing by `batch`',
    defaults.syntheticEnd,
  ),
  mixing: z
    .enum(['batch', 'epoch'])
    .default(defaults.mixing)
    .describe(
      '`batch`: every batch has that share; `epoch`: all real images once and synthetic ones to that share, shuffled together',
    ),
  syntheticTerms: z
    .enum(['all', 'wrist'])
    .default(defaults.syntheticTerms)
    .describe(
      '`wrist`: of a synthetic image only the wrist’s rotation and the 2D joints are learned, not how fingers bend; mobrecon-s only',
    ),
  budget: z
    .enum(['steps', 'real'])
    .default('steps')
    .describe(
      'What the boosted training has in common with the one on real images: `steps`, or the number of `real` images seen, with synthetic ones on top',
    ),
  syntheticWeight: positive(
    'What a synthetic image counts in the loss; a real one counts 1',
    defaults.syntheticWeight,
  ),
  precision: z
    .enum(['float32', 'bfloat16'])
    .default(defaults.precision)
    .describe('`bfloat16`: forward passes under autocast, meant for CUDA'),
  device: z
    .string()
    .default(defaults.device)
    .describe(
      'Where networks are trained when not where `device` says: `cuda`, `cuda:1`; `cpu` follows `device`',
    ),
});
