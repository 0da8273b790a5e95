import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { toAbsolutePose } from '../../hand/pose-conversions.js';
import { checkHandJoints } from '../sample/check-hand-joints.js';
import type { HandLabel } from '../sample/sample.js';
import { HAND_MODEL_FILE } from './dexycb-layout.js';

const DESCRIPTION = z.object({ name: z.string(), hash: z.string().min(1) });
const FILE = z.object({ right: DESCRIPTION.optional(), left: DESCRIPTION.optional() });

/** How DexYCB writes poses: coefficients of all 45 components, around the mean. */
export const DEXYCB_POSES = { pca: true, flatHandMean: false } as const;

/**
 * Turns what label files hold (coefficients of a side's own components) into right hands with absolute
 * angles.
 */
export class HandDecoder {
  readonly #models: HandModels;
  readonly #hashes: Partial<Record<HandSide, string>> | null;

  private constructor(models: HandModels, hashes: Partial<Record<HandSide, string>> | null) {
    this.#models = models;
    this.#hashes = hashes;
  }

  /**
   * Reads which hand models a capture's labels belong to (`hand_model.json`; official captures have none and
   * belong to MANO) and refuses others.
   *
   * @throws {InputError} with both names and hashes.
   */
  static async open(root: string, models: HandModels, sides: Iterable<HandSide>): Promise<HandDecoder> {
    const path = join(root, HAND_MODEL_FILE);
    const file = existsSync(path) ? await readJson(path, FILE) : null;
    for (const side of sides) {
      const model = models[side];
      if (model === undefined) {
        throw new InputError(
          `${root}: it shows ${side} hands, but no ${side} hand model was given; give one, or read other sides only`,
        );
      }
      if (file === null) continue;
      const expected = file[side];
      if (expected === undefined) {
        throw new InputError(`${path}: ${side}: expected the hand model of its ${side} hands, found nothing`);
      }
      if (expected.hash !== model.hash) {
        throw new InputError(
          `${path}: ${side}: the labels belong to hand model ${expected.name} (${expected.hash.slice(0, 12)}), ` +
            `found ${model.name} (${model.hash.slice(0, 12)}); use the same model, or make the capture again`,
        );
      }
    }
    return new HandDecoder(models, file && { right: file.right?.hash, left: file.left?.hash });
  }

  /** Whether labels of a side can be decoded. */
  has(side: HandSide): boolean {
    return this.#models[side] !== undefined;
  }

  /** True where the capture names no model, so that joints must tell ({@link checkJoints}). */
  get needsJointCheck(): boolean {
    return this.#hashes === null;
  }

  /** A label's (51) numbers as a right hand with absolute angles. */
  decode(side: HandSide, numbers: ArrayLike<number>, betas: Float32Array): HandLabel {
    const pose = this.#angles(side, numbers);
    const translation = Float32Array.of(numbers[48], numbers[49], numbers[50]);
    const mirrored = side === 'left';
    return {
      side,
      pose: mirrored ? mirrorPose(pose) : pose,
      betas: Float32Array.from(betas),
      translation: mirrored ? mirrorPoints(translation) : translation,
      // A mirrored hand is a right hand: it belongs to the right model.
      modelHash: this.#hashes === null ? null : (this.#hashes.right ?? this.#hashes[side] ?? null),
    };
  }

  /**
   * Refuses a model whose joints are not the labelled ones, where no hash can tell.
   *
   * @param joints (21, 3) of the label, not mirrored.
   */
  checkJoints(
    side: HandSide,
    numbers: ArrayLike<number>,
    betas: Float32Array,
    joints: Float32Array,
    where: string,
  ): void {
    const model = this.#model(side);
    const pose = this.#angles(side, numbers);
    const translation = Float32Array.of(numbers[48], numbers[49], numbers[50]);
    checkHandJoints(model, { pose, betas, translation }, joints, `${where}: joint_3d`);
  }

  /** (48) absolute angles of root and coefficients. */
  #angles(side: HandSide, numbers: ArrayLike<number>): Float32Array {
    return toAbsolutePose(this.#model(side), Array.from(numbers).slice(0, 48), DEXYCB_POSES);
  }

  #model(side: HandSide): HandModel {
    const model = this.#models[side];
    if (model === undefined) throw new InputError(`no ${side} hand model was given`);
    return model;
  }
}
