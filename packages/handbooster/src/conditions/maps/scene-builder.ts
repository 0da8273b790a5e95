import type { HandLabel, ObjectLabel } from '../../datasets/sample/sample.js';
import type { Camera } from '../../geometry/camera.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionScene } from '../../render/maps/condition-scene.js';
import { ForearmStub } from '../../render/maps/forearm-stub.js';

/** A label that can be drawn: of a real sample or of a condition. */
export interface DrawableLabel {
  hand: HandLabel;
  joints: Float32Array;
  objects: readonly ObjectLabel[];
  grasped: number;
}

export interface SceneOptions {
  /** `stub`: a piece of forearm behind the hand, which changes no label. */
  forearm: 'none' | 'stub';
}

export const SCENE_DEFAULTS: SceneOptions = { forearm: 'none' };

/** Turns labels into scenes for the rasteriser. */
export class SceneBuilder {
  readonly #closed: Uint32Array;
  readonly #forearm: ForearmStub | null;
  readonly #models: ReadonlyMap<number, ObjectModel>;

  constructor(
    readonly hand: HandModel,
    objects: readonly ObjectModel[],
    { forearm }: SceneOptions = SCENE_DEFAULTS,
  ) {
    this.#forearm = forearm === 'stub' ? new ForearmStub(hand) : null;
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
    const forearm = this.#forearm?.mesh(vertices, label.hand.pose, label.joints);
    return {
      camera,
      hand: { vertices, faces: this.#closed, joints: label.joints, forearm },
      objects,
      grasped,
    };
  }
}
