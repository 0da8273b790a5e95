import type { HandLabel, ObjectLabel } from '../datasets/index.js';
import type { Camera } from '../geometry/index.js';
import { closedFaces, decodeHands, type HandModel } from '../hand/index.js';
import type { ObjectModel } from '../objects/index.js';
import type { ConditionScene } from '../render/index.js';

/** A label that can be drawn: of a real sample or of a condition. */
export interface DrawableLabel {
  hand: HandLabel;
  joints: Float32Array;
  objects: readonly ObjectLabel[];
  grasped: number;
}

/** Turns labels into scenes for the rasteriser. */
export class SceneBuilder {
  readonly #closed: Uint32Array;
  readonly #models: ReadonlyMap<number, ObjectModel>;

  constructor(
    readonly hand: HandModel,
    objects: readonly ObjectModel[],
  ) {
    this.#closed = closedFaces(hand);
    this.#models = new Map(objects.map((object) => [object.id, object]));
  }

  /** Objects without a model are left out, as in DexYCB's own renderings. */
  scene(label: DrawableLabel, camera: Camera): ConditionScene {
    const { vertices } = decodeHands(this.hand, label.hand.pose, label.hand.betas, label.hand.translation);
    const objects: ConditionScene['objects'][number][] = [];
    let grasped = -1;
    label.objects.forEach(({ id, pose }, i) => {
      const model = this.#models.get(id);
      if (model === undefined) return;
      if (i === label.grasped) grasped = objects.length;
      objects.push({ model, cameraFromObject: pose });
    });
    return { camera, hand: { vertices, faces: this.#closed, joints: label.joints }, objects, grasped };
  }
}
