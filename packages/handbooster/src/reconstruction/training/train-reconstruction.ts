import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { autocast, distributed, io, nn, optim, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import { HandLayer } from '../../hand/hand-layer.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { freeOnTheWay } from '../networks/free-on-the-way.js';
import { meanHandOf } from '../networks/mean-hand.js';
import type { TrainingLoss } from '../networks/network-kind.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../networks/reconstruction-network.js';
import type { Patch, PatchSource } from '../patches/patch-source.js';
import { BatchOrder, type Draw } from './batch-order.js';
import { BestWeights } from './best-weights.js';
import { learningRateAt } from './learning-rate.js';
import { mixedLoss } from './mixed-loss.js';
import { partOfRank } from './part-of-rank.js';
import {
  RECONSTRUCTION_TRAINING_DEFAULTS,
  type ReconstructionTrainingOptions,
} from './reconstruction-options.js';
import { realFirst, trainingBatch } from './training-batch.js';
import { trainingLossOf, wristLossOf } from './training-loss.js';
import { loadTrainingState, saveTrainingState } from './training-state.js';

/** A step's items, of which this rank has a part, and their patches on the way. */
interface Batch {
  draws: Draw[];
  /** What the part counts in the loss of the whole batch, as a multiple of an even share. */
  weight: number;
  patches: Promise<Patch[]>;
}

/** Looks at held-out images during a training. */
export interface ReconstructionValidation {
  /** Steps between two looks; the last step is always followed by one. */
  every: number;
  /** Errors of the network, by name; `score`, the lower the better, chooses the best weights. */
  look(network: ReconstructionNetwork): Promise<{ score: number } & Record<string, number>>;
}

export interface TrainReconstructionInput {
  network: ReconstructionNetwork;
  hand: HandModel;
  real: PatchSource;
  /** Empty (count 0) for training on real images alone. */
  synthetic: PatchSource;
  options?: Partial<ReconstructionTrainingOptions>;
  /**
   * Where checkpoints, `log.jsonl`, `validation.jsonl` and TensorBoard's file go; a checkpoint found there is
   * gone on from.
   */
  folder: string;
  /** By default the loss that the network is published with. */
  loss?: TrainingLoss;
  /** With it the network ends with the weights of the best look instead of the last ones. */
  validation?: ReconstructionValidation;
  onStep?: (step: number, steps: number, loss: number) => void;
  /** At the end of a training with looks: which step's weights the network has now. */
  onBest?: (step: number, score: number) => void;
  signal?: AbortSignal;
  /**
   * The other processes of this training, each with its part of every batch. Batch normalisation takes the
   * statistics of the whole batch, so that losses are those of one process but for rounding. Rank 0 alone
   * writes files, looks at held-out images and ends with the best weights.
   */
  group?: distributed.ProcessGroup | null;
}

/**
 * Trains a network with its own loss on real, or on real and synthetic crops (Sec. 3.4).
 *
 * The same options, data and thread count give the same weights, interrupted or not.
 *
 * @returns true when it is finished, false when the signal stopped it or another rank (after a checkpoint).
 * @throws DistributedError when a rank is not heard of any more
 *
 * @example
 * ```ts
 * import { createNetwork, loadBuiltinHand, trainReconstruction } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const network = createNetwork('mobrecon-s', hand, 64);
 * const grey = {
 *   image: new Float32Array(3 * 64 * 64).fill(0.5), joints2d: new Float32Array(42).fill(0.5),
 *   pose: new Float32Array(48), betas: new Float32Array(10),
 * };
 * const real = { count: 8, patch: () => grey };
 * const none = { count: 0, patch: () => grey };
 * const options = { images: 16, batch: 8, warmUp: 0 };
 * const input = { network, hand, real, synthetic: none, options, folder: 'trained' };
 * console.log(await trainReconstruction(input)); // true
 * ```
 */
export async function trainReconstruction(input: TrainReconstructionInput): Promise<boolean> {
  const { network, hand, real, synthetic, folder, validation, onStep, signal, group = null } = input;
  const options = { ...RECONSTRUCTION_TRAINING_DEFAULTS, ...input.options };
  const { device } = options;
  const steps = Math.ceil(options.images / options.batch);
  const order = new BatchOrder({
    ...options,
    decay: options.syntheticDecay,
    steps,
    real: real.count,
    synthetic: synthetic.count,
  });
  if (device !== 'cpu') network.to({ device });
  freeOnTheWay(network);
  const parameters = network.parameters();
  const ranks = new distributed.DataParallel(group, parameters);
  ranks.range(options.batch);
  nn.shareBatchStatistics(network, group);
  const optimiser = new optim.Adam(parameters, { lr: options.learningRate });
  const layer = new HandLayer(hand, { device });
  const faces = faceCorners(hand, device);
  const lossOf = input.loss ?? trainingLossOf(network);
  const syntheticLossOf = options.syntheticTerms === 'all' ? lossOf : wristLossOf(network);
  if (ranks.isFirst) mkdirSync(folder, { recursive: true });
  const labels = [...(real.labels ?? []), ...(real.count === 0 ? (synthetic.labels ?? []) : [])];
  if (labels.length > 0) network.startFrom?.(meanHandOf(labels));
  let step = loadTrainingState(folder, network, optimiser);
  await ranks.agree(step);
  const best = new BestWeights(folder);
  const logs = [join(folder, 'log.jsonl'), join(folder, 'validation.jsonl')];
  if (ranks.isFirst) for (const log of logs) keepUpTo(log, step);
  const board = ranks.isFirst ? new io.TensorBoardLog(folder, step) : null;
  const save = (at: number) => {
    if (ranks.isFirst) saveTrainingState(folder, network, optimiser, at);
  };
  const load = (at: number): Batch => {
    const { draws, weight } = partOfRank(order.step(at), ranks, options.syntheticWeight);
    const patches = Promise.all(
      draws.map(async ({ synthetic: isSynthetic, index, epoch }) => {
        const random = new Random(options.seed, 'augment', isSynthetic ? 'synthetic' : 'real', epoch, index);
        return (isSynthetic ? synthetic : real).patch(index, random);
      }),
    );
    // What goes wrong is said when the batch is due; by then nobody may want it.
    patches.catch(() => {});
    return { draws, weight, patches };
  };
  const forward = (image: Tensor): ReconstructionOutput => {
    if (options.precision === 'float32') return network.forward(image);
    const output = autocast({ device: device.split(':')[0], dtype: options.precision }, () =>
      network.forward(image),
    );
    return Object.fromEntries(
      Object.entries(output).map(([name, value]) => [name, (value as Tensor).to({ dtype: 'float32' })]),
    ) as unknown as ReconstructionOutput;
  };
  network.train();
  let next = step < steps ? load(step) : null;
  try {
    for (; step < steps; step++) {
      if (await ranks.any(signal?.aborted === true)) {
        save(step);
        return false;
      }
      const rate = options.learningRate * learningRateAt(options.schedule, step, steps, options.warmUp);
      optimiser.lr = rate;
      const due: Batch = next ?? load(step);
      const loaded = await due.patches;
      // Sources with threads of their own make the next batch while this one is learned from.
      next = step + 1 < steps ? load(step + 1) : null;
      const { patches, real: realCount } = realFirst(due.draws, loaded);
      const own = scope(() => {
        const { image, ...truth } = trainingBatch(patches, network.inputSize, device);
        const given = { ...truth, layer, faces };
        const output = forward(image);
        const { syntheticWeight } = options;
        const mean = mixedLoss(lossOf, output, given, realCount, syntheticWeight, syntheticLossOf);
        const total = group === null ? mean : touching(output, mean.mul(due.weight));
        ranks.start();
        total.backward();
        return total.item();
      });
      await ranks.finish();
      const loss = group === null ? own : await ranks.mean(own);
      scope(() => {
        if (options.clip > 0) optim.clipGradNorm(parameters, options.clip);
        optimiser.step();
        optimiser.zeroGrad();
      });
      if (!Number.isFinite(loss))
        throw new Error(`training: the loss at step ${step} is ${loss}; lower the learning rate`);
      if (ranks.isFirst) appendFileSync(logs[0], `${JSON.stringify({ step, loss, rate })}\n`);
      board?.append(step + 1, { 'loss/train': loss, 'learning rate': rate });
      onStep?.(step + 1, steps, loss);
      if (validation && ranks.isFirst && ((step + 1) % validation.every === 0 || step + 1 === steps)) {
        const errors = await validation.look(network);
        network.train();
        appendFileSync(logs[1], `${JSON.stringify({ step, ...errors })}\n`);
        const named = Object.entries(errors).map(([name, value]) => [`validation/${name}`, value]);
        board?.append(step + 1, Object.fromEntries(named));
        best.offer(network, step + 1, errors.score);
      }
      if ((step + 1) % options.checkpointEvery === 0) save(step + 1);
    }
    save(steps);
    if (validation && ranks.isFirst && best.restore(network)) input.onBest?.(best.step, best.score);
    return true;
  } finally {
    nn.shareBatchStatistics(network, null);
    ranks.close();
    optimiser.dispose();
    layer.dispose();
    faces.dispose();
  }
}

/**
 * The loss, with all outputs taking part in it: backward then goes the same way on every rank, whichever
 * terms the loss of its part has, and the ranks meet at the same layers.
 */
function touching(output: ReconstructionOutput, loss: Tensor): Tensor {
  return Object.values(output).reduce((sum, value) => sum.add((value as Tensor).sum().mul(0)), loss);
}

/** (3 F) int64: first, second and third corners of all faces. */
function faceCorners(hand: HandModel, device: string): Tensor {
  const count = hand.faces.length / 3;
  const corners = new BigInt64Array(3 * count);
  hand.faces.forEach((vertex, i) => {
    corners[(i % 3) * count + Math.floor(i / 3)] = BigInt(vertex);
  });
  return tensor(corners, { device });
}

/** Lines of steps past the checkpoint will be written again. */
function keepUpTo(log: string, step: number): void {
  if (!existsSync(log)) return;
  const lines = readFileSync(log, 'utf8').split('\n');
  const kept = lines.filter((line) => stepOf(line) < step);
  io.writeAtomic(log, [new TextEncoder().encode(kept.map((line) => `${line}\n`).join(''))]);
}

/** Infinity for a line cut short by a kill. */
function stepOf(line: string): number {
  try {
    return Number(JSON.parse(line).step);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
