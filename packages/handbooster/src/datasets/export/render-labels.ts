import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { rasterise } from '../../render/raster/rasterise.js';
import type { Sample } from '../sample/sample.js';

const HAND = 255;

/** What the labels of a picture show at each pixel. */
export interface RenderedLabels {
  /** (height, width): 0 background, object id, 255 hand. */
  segmentation: Uint8Array;
  /** (height, width) metres; 0 where neither hand nor object is. */
  depth: Float32Array;
}

/** Draws hand and objects of samples. Objects without a model are left out. */
export class LabelRenderer {
  readonly #hand: HandModel;
  readonly #faces: Uint32Array;
  readonly #models: ReadonlyMap<number, ObjectModel>;
  readonly #buffer = new GBuffer();

  constructor(hand: HandModel, objects: readonly ObjectModel[]) {
    this.#hand = hand;
    this.#faces = closedFaces(hand);
    this.#models = new Map(objects.map((object) => [object.id, object]));
  }

  render(sample: Pick<Sample, 'hand' | 'objects'>, camera: Camera): RenderedLabels {
    const { pose, betas, translation } = sample.hand;
    const meshes: Mesh[] = [
      { vertices: decodeHands(this.#hand, pose, betas, translation).vertices, faces: this.#faces },
    ];
    const ids = [HAND];
    for (const object of sample.objects) {
      const model = this.#models.get(object.id);
      if (model === undefined) continue;
      meshes.push({ vertices: applyRigid(object.pose, model.vertices), faces: model.faces });
      ids.push(object.id);
    }
    const { mesh, depth } = rasterise(meshes, camera, { buffer: this.#buffer, barycentric: false });
    const segmentation = new Uint8Array(mesh.length);
    for (let i = 0; i < mesh.length; i++) if (mesh[i] >= 0) segmentation[i] = ids[mesh[i]];
    return { segmentation, depth: depth.slice() };
  }
}
