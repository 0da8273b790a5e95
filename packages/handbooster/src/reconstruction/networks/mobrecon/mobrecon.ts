import { nn, type Tensor, tensor } from '@handbooster/torch';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { JOINT_ORDER_21 } from '../../../hand/model/hand-skeleton.js';
import { type HierarchyLevel, meshHierarchy } from '../hierarchy/mesh-hierarchy.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../reconstruction-network.js';
import { MobReconBackbone } from './backbone.js';
import { MeshDecoder } from './mesh-decoder.js';
import type { MeshConvKind } from './spiral-conv.js';

export interface MobReconOptions {
  /** Pixels of the square input: 128 or 256. */
  inputSize: number;
  conv: MeshConvKind;
  /** The hierarchy; by default that of the hand's own mesh. */
  levels: readonly HierarchyLevel[] | null;
  /** (21, V) joints from vertices; by default the hand model's regressor and its tips. */
  jointRegressor: Float32Array | null;
}

export const MOBRECON_DEFAULTS: MobReconOptions = {
  inputSize: 128,
  conv: 'spiral',
  levels: null,
  jointRegressor: null,
};

/**
 * MobRecon (Chen et al., CVPR 2022) as HandBooster trains it: 9,623,840 parameters with SpiralConv and
 * 8,760,861 with DSConv on MANO's mesh, parameter names as in the official release.
 */
export class MobRecon extends nn.Module implements ReconstructionNetwork {
  readonly backbone: MobReconBackbone;
  readonly decoder3d: MeshDecoder;
  readonly inputSize: number;

  constructor(hand: HandModel, options: Partial<MobReconOptions> = {}) {
    super();
    const { inputSize, conv, levels, jointRegressor } = { ...MOBRECON_DEFAULTS, ...options };
    this.inputSize = inputSize;
    this.backbone = new MobReconBackbone({ inputSize });
    const mesh = { vertices: hand.template, faces: hand.faces };
    this.decoder3d = new MeshDecoder(levels ?? meshHierarchy(mesh), conv, inputSize === 256 ? 1024 : 256);
    const regressor = jointRegressor ?? jointRegressor21(hand);
    this.registerBuffer('joint_regressor', tensor(regressor, { shape: [21, regressor.length / 21] }), {
      persistent: false,
    });
  }

  /**
   * @param image (B, 3, S, S) in 0 ... 1.
   * @returns vertices and joints in metres, in the hand model's frame.
   */
  forward(image: Tensor): ReconstructionOutput {
    const { latent, joints } = this.backbone.forward(image);
    const vertices = this.decoder3d.forward(joints, latent);
    return { vertices, joints: this.buffer('joint_regressor').matmul(vertices), joints2d: joints };
  }
}

/** (21, V): the model's 16 joints and its five tip vertices, in the 21-joint order. */
export function jointRegressor21(hand: HandModel): Float32Array {
  const count = hand.template.length / 3;
  const rows = new Float32Array(21 * count);
  JOINT_ORDER_21.forEach((joint, row) => {
    if (joint < 16) rows.set(hand.jointRegressor.subarray(joint * count, (joint + 1) * count), row * count);
    else rows[row * count + hand.tips[joint - 16]] = 1;
  });
  return rows;
}
