import { nn, stack, type Tensor, tensor } from '@handbooster/torch';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { type HierarchyLevel, meshHierarchy } from '../hierarchy/mesh-hierarchy.js';
import { MobReconBackbone } from '../mobrecon/backbone.js';
import { DenseStack3 } from '../mobrecon/dense-stack.js';
import { MeshDecoder } from '../mobrecon/mesh-decoder.js';
import { jointRegressor21 } from '../mobrecon/mobrecon.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../reconstruction-network.js';
import { gramSchmidt } from '../rotations/gram-schmidt.js';
import { RotationRegressor } from './rotation-regressor.js';

export interface H2ONetOptions {
  /** The hierarchy; by default that of the hand's own mesh. */
  levels: readonly HierarchyLevel[] | null;
  /** (21, V) where the learnt joint regressor starts; by default the hand model's regressor and its tips. */
  jointRegressor: Float32Array | null;
}

export const H2ONET_DEFAULTS: H2ONetOptions = { levels: null, jointRegressor: null };

/** What H2ONet makes of an image beside the turned mesh. */
export interface H2ONetOutput extends ReconstructionOutput {
  /** (B, V, 3) metres, the hand as if its wrist were not turned. */
  canonicalVertices: Tensor;
  /** (B, 21, 3) metres, the same. */
  canonicalJoints: Tensor;
  /** (B, 6) as regressed, (B, 3, 3) the matrix they stand for. */
  rotation6d: Tensor;
  rotation: Tensor;
}

/** MobRecon's encoder with a third stack for the rotation. */
class H2ONetBackbone extends MobReconBackbone {
  readonly denseStack3 = new DenseStack3();
}

/** MobRecon's decoder beside the rotation branch. */
class H2ONetDecoder extends MeshDecoder {
  readonly rotReg = new RotationRegressor();
}

/**
 * H2ONet for single frames (Xu et al., CVPR 2023) as HandBooster trains it: 26,428,472 parameters on MANO's
 * mesh, names as in the official release. The mesh branch is MobRecon's with SpiralConv and gives the hand
 * unturned; a second branch gives the turn. Neither branch's loss reaches the other: shared features are
 * detached, and so is what is turned.
 */
export class H2ONet extends nn.Module implements ReconstructionNetwork {
  /** (21, V) joints from vertices, trained along. */
  readonly manoJointReg: Tensor;
  readonly backbone = new H2ONetBackbone({ inputSize: 128 });
  readonly decoder3d: H2ONetDecoder;
  readonly inputSize = 128;

  constructor(hand: HandModel, options: Partial<H2ONetOptions> = {}) {
    super();
    const { levels, jointRegressor } = { ...H2ONET_DEFAULTS, ...options };
    const regressor = jointRegressor ?? jointRegressor21(hand);
    this.manoJointReg = nn.parameter(tensor(regressor, { shape: [21, regressor.length / 21] }));
    const mesh = { vertices: hand.template, faces: hand.faces };
    this.decoder3d = new H2ONetDecoder(levels ?? meshHierarchy(mesh), 'spiral', 256);
  }

  /**
   * @param image (B, 3, 128, 128) in 0 ... 1.
   * @returns vertices and joints in metres, in the hand model's frame.
   */
  forward(image: Tensor): H2ONetOutput {
    const { latent, joints: joints2d, features, deepest } = this.backbone.forward(image);
    const own = this.backbone.denseStack3.forward(features.detach());
    const canonicalVertices = this.decoder3d.forward(joints2d, latent);
    const canonicalJoints = this.manoJointReg.matmul(canonicalVertices);
    const rotation6d = this.decoder3d.rotReg.forward(deepest.detach(), own);
    const rotation = stack(gramSchmidt(rotation6d), -2);
    const wrist = canonicalJoints.slice(1, 0, 1);
    const turn = (points: Tensor) =>
      points.detach().sub(wrist.detach()).matmul(rotation.transpose(1, 2)).add(wrist);
    return {
      vertices: turn(canonicalVertices),
      joints: turn(canonicalJoints),
      joints2d,
      canonicalVertices,
      canonicalJoints,
      rotation6d,
      rotation,
    };
  }
}
