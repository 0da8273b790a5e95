import type { io, nn, Tensor } from '@handbooster/torch';
import type { HandLayer } from '../../hand/hand-layer.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { HierarchyLevel } from './hierarchy/mesh-hierarchy.js';
import type { ReconstructionNetwork, ReconstructionOutput } from './reconstruction-network.js';

/** The labels of a batch, and what decodes them. */
export interface TrainingLabels {
  /** (B, 48) absolute axis-angle. */
  pose: Tensor;
  /** (B, 10) */
  betas: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
  layer: HandLayer;
  /** (3 F) int64: all first corners, then all second ones, then all third ones. */
  faces: Tensor;
}

/** What is made small: a scalar. */
export type TrainingLoss = (output: ReconstructionOutput, labels: TrainingLabels) => Tensor;

/**
 * `cosine`: risen over `warmUp` of the training, then falling to zero along a cosine. `constant`: as it is.
 * Drops: times `gamma` past each share of the training that is named.
 */
export type LearningRateSchedule = 'cosine' | 'constant' | { drops: readonly number[]; gamma: number };

/** How a network is published to be trained. */
export interface PublishedTraining {
  learningRate: number;
  schedule: LearningRateSchedule;
  /** Gradient norm; 0 for none. */
  clip: number;
}

/** How the official checkpoints of a network are known. */
export interface OfficialWeights {
  /** A tensor that only this network has, and those after it in the list that contain it. */
  mark: string;
  /** The input size, from the tensors' names and shapes. */
  inputSize(weights: ReadonlyMap<string, io.ArrayData>): number;
}

/** All that is to be known of a network by name: a new one is added by one of these. */
export interface NetworkKind {
  /** Pixels of the square input that it can have, the usual one first. */
  inputSizes: readonly number[];
  /** Multiply-adds at its usual input size, MobRecon-S's being 1. */
  cost: number;
  /** Numbers that it learns at its usual input size with a hand of 778 vertices, for forecasts of disk. */
  parameters: number;
  /** @param levels the mesh hierarchy of the networks of vertices; by default that of the hand's own mesh */
  create(hand: HandModel, inputSize: number, levels: readonly HierarchyLevel[] | null): ReconstructionNetwork;
  /** Whether a network is one of these. */
  made(network: ReconstructionNetwork): boolean;
  /** The loss that it is published with. */
  loss: TrainingLoss;
  /** The module whose output is the encoder's last map. */
  endOfEncoder(network: ReconstructionNetwork): nn.Module;
  /** How it is published to be trained; null where it is ours alone. */
  published: PublishedTraining | null;
  /** Null where there are no official weights. */
  official: OfficialWeights | null;
}
