import { z } from 'zod';
import { AUGMENTATIONS } from '../../reconstruction/patches/patch-augmentation.js';
import { NETWORKS } from '../../reconstruction/weights/network-file.js';
import { SAMPLERS } from '../../synthesis/samplers/sample.js';
import { SPACINGS } from '../../synthesis/samplers/time-grid.js';

/**
 * The whole configuration of a run. Each key has a default, a type and a line of description: the command line's
 * errors, `docs/reference/configuration.md` and the resolved `config.yaml` of a run come from here.
 */
const count = (description: string, fallback: number) =>
  z.int().min(0).default(fallback).describe(description);
const positive = (description: string, fallback: number) =>
  z.number().gt(0).default(fallback).describe(description);
const share = (description: string, fallback: number) =>
  z.number().min(0).max(1).default(fallback).describe(description);
const section = <Shape extends z.ZodRawShape>(description: string, shape: Shape) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(description);

/** All keys of a configuration: types, defaults and what they are for. */
export const configSchema = z.strictObject({
  seed: z.int().min(0).default(1).describe('Names every random number of the run'),
  threads: z
    .int()
    .min(1)
    .default(2)
    .describe('Threads of the engine; fixed, because sums of other thread counts differ in the last bits'),
  data: z
    .string()
    .nullable()
    .default(null)
    .describe('Folder of YCB-style object models to use instead of the procedural ones'),
  hand: section('The hand model', {
    model: z
      .string()
      .default('builtin')
      .describe('`builtin`, or the path of a MANO_RIGHT.pkl / .npz (MANO_DIR is looked at for `mano`)'),
  }),
  capture: section('The real data, or a simulated capture', {
    source: z
      .enum(['simulated', 'dexycb', 'ho3d', 'coco', 'obman', 'mow'])
      .default('simulated')
      .describe(
        'Where the real images come from; `coco`: HandOccNet’s annotation files; `obman` and `mow` are read but cannot be trained on as they are',
      ),
    root: z
      .string()
      .nullable()
      .default(null)
      .describe('Folder of the download; for `coco` also the training file itself'),
    setup: z.string().default('s0').describe('DexYCB split s0 ... s3; a simulated capture brings its own'),
    width: count('Pixels across a simulated frame', 640),
    height: count('Pixels down a simulated frame', 480),
    trainFrames: count('Simulated images for training', 1200),
    testFrames: count('Simulated images in each test split', 60),
    objects: count('How many of the objects are captured', 8),
    subjects: count('How many people are captured for training', 8),
  }),
  grasps: section('Novel grasps (Sec. 3.3, pose preparation)', {
    preset: z.enum(['paper', 'fast']).default('fast').describe('Schedule of the optimiser'),
    iterations: count('Iterations of the optimiser; 0 for the preset’s', 0),
    perObject: count('Grasps tried for each object', 10_000),
    physics: z
      .boolean()
      .default(true)
      .describe(
        'Whether a grasp must also hold the object against gravity from six directions to count as holding; 0.1 s for each that passes everything else',
      ),
    prior: z
      .enum(['anatomical', 'training'])
      .default('anatomical')
      .describe('How fingers bend: known ranges of motion, or learnt from the training grasps beside them'),
    keep: z
      .enum(['holding', 'valid'])
      .default('holding')
      .describe('`valid`: the paper’s three criteria; `holding`: also able to hold the object'),
  }),
  select: section('Sampling of poses (Alg. 1, Eq. 4-6)', {
    real: count('M: real poses kept per object', 10),
    synthetic: count('N: synthetic poses kept per object', 500),
    metric: z.enum(['paper', 'absdot', 'geodesic']).default('absdot').describe('Distance of pose vectors'),
    translationScale: positive('Metres of translation that weigh as much as one rotation', 0.1),
    jointWeight: positive('Weight of each joint rotation', 1),
    objectRotationWeight: positive('Weight of the object’s rotation', 1),
    novelty: z.enum(['sum', 'nearest']).default('nearest').describe('Novelty of a pose in Eq. 6'),
    power: positive('Eq. 6 weights are raised to this power', 1),
    symmetries: z
      .enum(['none', 'table', 'detect'])
      .default('none')
      .describe(
        'Whether poses that differ by a symmetry of the object count as one: by the table of YCB, or by what its mesh shows; not with `metric: paper`',
      ),
    graspingRule: z
      .enum(['eq3', 'contact', 'both'])
      .default('eq3')
      .describe('A grasp is shown when the object has been moved (Eq. 3), is touched, or both'),
    contactDistance: positive('Metres between hand and object that count as touching', 0.005),
    graspingRotation: positive('Degrees past which an object counts as moved (Eq. 3)', 5),
    graspingTranslation: positive('Metres past which an object counts as moved (Eq. 3)', 0.01),
    graspingCombine: z.enum(['or', 'and']).default('or').describe('Whether one of the two is enough'),
  }),
  conditions: section('Conditions to synthesise', {
    count: count('How many; 0 for as many as there are training images', 0),
    novelGraspShare: share('Share of novel grasps; the rest are novel views of real ones', 0.8),
    perturbation: z.number().min(0).max(180).default(30).describe('Degrees of random turn about each axis'),
    perturbationSided: z
      .enum(['both', 'one'])
      .default('both')
      .describe('`both`: from -perturbation to +perturbation; `one`: from 0, as the release'),
    shape: z
      .enum(['grasp', 'reference'])
      .default('grasp')
      .describe(
        'Hand shape of a novel grasp: the one it was optimised for, or that of the training sample it is seen as; then the grasp is validated again',
      ),
    minimumVisible: share('Least share of the hand’s pixels not hidden by the object', 0.2),
    maps: z
      .array(z.enum(['texture', 'normal', 'depth', 'segmentation', 'skeleton']))
      .min(1)
      .default(['texture', 'normal'])
      .describe('Maps given to the denoiser, in channel order'),
    renderSize: count('Pixels of a rendered map', 256),
    forearm: z
      .enum(['none', 'stub'])
      .default('none')
      .describe('`stub`: maps show a piece of forearm behind the hand; labels stay as they are'),
  }),
  denoiser: section('The conditional diffusion model (Sec. 3.2)', {
    preset: z.enum(['paper', 'released-code', 'small']).default('paper').describe('Network and training'),
    imageSize: count('Pixels of the generated images', 128),
    images: count('Training images to go through; 0 for the preset’s', 0),
    batch: count('Images a step; 0 for the preset’s', 0),
    learningRate: z.number().min(0).default(0).describe('0 for the preset’s'),
    precision: z
      .enum(['float32', 'bfloat16'])
      .nullable()
      .default(null)
      .describe(
        'Of convolutions in training; bfloat16 is for GPUs and CPUs with avx512_bf16; null for the preset’s',
      ),
    crops: count(
      'Crops of each training picture: the plain one, others turned, zoomed and moved a little, their maps alike',
      1,
    ),
    style: z
      .enum(['none', 'colours'])
      .default('none')
      .describe(
        '`colours`: the denoiser also learns to give images the colours of a reference (beyond the paper); see synthesise.styleImage',
      ),
    weights: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'Ready weights (.safetensors or .pt) instead of training; `shipped`: those that come with the package, or training where it has none',
      ),
  }),
  synthesise: section('Sampling of images', {
    sampler: z
      .enum(SAMPLERS)
      .nullable()
      .default(null)
      .describe('Which sampler; null for the denoiser preset’s, with its steps, eta and spacing'),
    steps: count('Evaluations of the schedule; 0 for the preset’s', 0),
    eta: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .describe(
        'Noise added by DDIM and DPM-Solver: 0 none ... 1 as much as ancestral sampling; null for the preset’s',
      ),
    spacing: z
      .enum(SPACINGS)
      .nullable()
      .default(null)
      .describe(
        'How the steps are spread: evenly over time (as the release), over the log SNR, or as Karras et al.; null for the preset’s',
      ),
    guidance: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe('Classifier-free guidance; 3 in the release, 1 for none; null for the preset’s'),
    guidanceInterval: z
      .array(z.number().min(0).max(1))
      .length(2)
      .nullable()
      .default(null)
      .describe(
        'Shares of the time steps between which guidance acts, 1 being pure noise; null for the preset’s',
      ),
    styleImage: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'A picture of a hand whose colours (skin, light, surroundings) all images are to have; needs a denoiser with a style',
      ),
    group: count('Images made together; part of the result, so it is fixed', 16),
  }),
  filter: section('Edge-case filter', {
    thresholds: z
      .union([z.enum(['dexycb', 'ho3d', 'quantile']), z.array(z.number().gt(0)).length(4)])
      .default('dexycb')
      .describe('mm for J-PE, V-PE, PA-J-PE, PA-V-PE; `quantile`: from held-out real images'),
    quantile: share('For `quantile`: which quantile of the error on held-out real images', 0.95),
    factor: positive('For `quantile`: times this', 1.5),
    judge: z
      .enum(['pose', 'segmentation', 'both'])
      .default('pose')
      .describe(
        'What drops an image: the errors of the hand reconstructed from it; hand and objects not where the condition has them, by a segmenter trained on the real images (thresholds always by quantile and factor); or either',
      ),
    network: z
      .string()
      .nullable()
      .default(null)
      .describe('Weights (.safetensors) of the network that judges poses, instead of the run’s baseline'),
  }),
  train: section('Reconstruction networks (Sec. 3.4)', {
    network: z.enum(NETWORKS).default('mobrecon-s').describe('Which network'),
    imageSize: count('Pixels of its input', 64),
    images: count('Training images to go through', 20_000),
    batch: count('Images a step', 32),
    learningRate: positive('Of Adam', 0.001),
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
    syntheticShare: share('Share of synthetic images in the boosted training', 0.5),
    syntheticDecay: z
      .enum(['constant', 'linear'])
      .default('constant')
      .describe(
        'How that share goes over the training: as it is, or evenly down to none at `syntheticEnd`; `linear` needs mixing by `batch`',
      ),
    syntheticEnd: share(
      'Share of the training past which only real images are shown; 1 for never, less needs mixing by `batch`',
      1,
    ),
    mixing: z
      .enum(['batch', 'epoch'])
      .default('batch')
      .describe(
        '`batch`: every batch has that share; `epoch`: all real images once and synthetic ones to that share, shuffled together',
      ),
    syntheticWeight: positive('What a synthetic image counts in the loss; a real one counts 1', 1),
    precision: z
      .enum(['float32', 'bfloat16'])
      .default('float32')
      .describe('`bfloat16`: forward passes under autocast, meant for CUDA'),
    device: z.string().default('cpu').describe('Where networks are trained: `cpu`, `cuda`, `cuda:1`'),
  }),
  evaluate: section('Evaluation: scores on test splits, measures of the generated images', {
    reflection: z
      .enum(['allowed', 'refused'])
      .default('allowed')
      .describe(
        'Whether Procrustes alignment may mirror a prediction, as the official HO3D, DexYCB and HandBooster scripts do; `refused` is the proper similarity, which HandOccNet’s own DexYCB evaluation takes',
      ),
    inception: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'pt_inception-2015-12-05-6726825d.pth for the FID; without it the Frechet distance is on the baseline’s features',
      ),
    frechetImages: count('Most images of each set that the Frechet distance compares; 0 for all', 2000),
  }),
});

export type Config = z.infer<typeof configSchema>;
