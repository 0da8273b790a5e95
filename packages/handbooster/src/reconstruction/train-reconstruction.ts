import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optim, Random, scope, tensor } from '@handbooster/torch';
import { HandLayer, type HandModel } from '../hand/index.js';
import { BatchOrder } from './batch-order.js';
import type { Patch, PatchSource } from './patch-source.js';
import type { ReconstructionNetwork } from './reconstruction-network.js';
import {
  RECONSTRUCTION_TRAINING_DEFAULTS,
  type ReconstructionTrainingOptions,
} from './reconstruction-options.js';
import { type TrainingLoss, trainingLossOf } from './training-loss.js';
import { loadTrainingState, saveTrainingState } from './training-state.js';

export interface TrainReconstructionInput {
  network: ReconstructionNetwork;
  hand: HandModel;
  real: PatchSource;
  /** Empty (count 0) for training on real images alone. */
  synthetic: PatchSource;
  options?: Partial<ReconstructionTrainingOptions>;
  /** Where checkpoints and `log.jsonl` go; a checkpoint found there is gone on from. */
  folder: string;
  /** By default the loss that the network is published with. */
  loss?: TrainingLoss;
  onStep?: (step: number, steps: number, loss: number) => void;
  signal?: AbortSignal;
}

/**
 * Trains a network with its own loss on real, or on real and synthetic crops (Sec. 3.4).
 *
 * The same options, data and thread count give the same weights, interrupted or not.
 *
 * @returns true when it is finished, false when the signal stopped it (after a checkpoint).
 */
export async function trainReconstruction(input: TrainReconstructionInput): Promise<boolean> {
  const { network, hand, real, synthetic, folder, onStep, signal } = input;
  const options = { ...RECONSTRUCTION_TRAINING_DEFAULTS, ...input.options };
  const steps = Math.ceil(options.images / options.batch);
  const order = new BatchOrder({ ...options, real: real.count, synthetic: synthetic.count });
  const parameters = network.parameters();
  const optimiser = new optim.Adam(parameters, { lr: options.learningRate });
  const layer = new HandLayer(hand);
  const faces = faceCorners(hand);
  const lossOf = input.loss ?? trainingLossOf(network);
  mkdirSync(folder, { recursive: true });
  let step = loadTrainingState(folder, network, optimiser);
  const log = join(folder, 'log.jsonl');
  truncateLog(log, step);
  const load = (at: number): Promise<Patch[]> =>
    Promise.all(
      order.step(at).map(async ({ synthetic: isSynthetic, index, epoch }) => {
        const random = new Random(options.seed, 'augment', isSynthetic ? 'synthetic' : 'real', epoch, index);
        return (isSynthetic ? synthetic : real).patch(index, random);
      }),
    );
  network.train();
  try {
    for (; step < steps; step++) {
      if (signal?.aborted) {
        saveTrainingState(folder, network, optimiser, step);
        return false;
      }
      optimiser.lr =
        options.learningRate * optim.warmupCosine(step, steps, Math.ceil(options.warmUp * steps));
      const patches = await load(step);
      const loss = scope(() => {
        const { image, pose, betas, joints2d } = collate(patches, network.inputSize);
        const total = lossOf(network.forward(image), { pose, betas, joints2d, layer, faces });
        total.backward();
        optim.clipGradNorm(parameters, options.clip);
        optimiser.step();
        optimiser.zeroGrad();
        return total.item();
      });
      if (!Number.isFinite(loss))
        throw new Error(`training: the loss at step ${step} is ${loss}; lower the learning rate`);
      appendFileSync(log, `${JSON.stringify({ step, loss, rate: optimiser.lr })}\n`);
      onStep?.(step + 1, steps, loss);
      if ((step + 1) % options.checkpointEvery === 0) saveTrainingState(folder, network, optimiser, step + 1);
    }
    saveTrainingState(folder, network, optimiser, steps);
    return true;
  } finally {
    optimiser.dispose();
    layer.dispose();
    faces.dispose();
  }
}

/** (3 F) int64: first, second and third corners of all faces. */
function faceCorners(hand: HandModel) {
  const count = hand.faces.length / 3;
  const corners = new BigInt64Array(3 * count);
  hand.faces.forEach((vertex, i) => {
    corners[(i % 3) * count + Math.floor(i / 3)] = BigInt(vertex);
  });
  return tensor(corners);
}

function collate(patches: Patch[], size: number) {
  const batch = patches.length;
  const gather = (name: keyof Patch, shape: number[]) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b));
    patches.forEach((patch, i) => {
      data.set(patch[name], i * (data.length / batch));
    });
    return tensor(data, { shape });
  };
  return {
    image: gather('image', [batch, 3, size, size]),
    pose: gather('pose', [batch, 48]),
    betas: gather('betas', [batch, 10]),
    joints2d: gather('joints2d', [batch, 21, 2]),
  };
}

/** Lines of steps past the checkpoint will be written again. */
function truncateLog(log: string, step: number): void {
  if (!existsSync(log)) return;
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, step);
  writeFileSync(log, lines.length > 0 ? `${lines.join('\n')}\n` : '');
}
