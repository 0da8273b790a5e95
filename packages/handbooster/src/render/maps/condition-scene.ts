import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import type { ObjectModel } from '../../objects/object-model.js';

/** What condition maps are drawn of. */
export interface ConditionScene {
  camera: Camera;
  hand: ConditionHand | null;
  objects: readonly PlacedObject[];
  /** Index into `objects` of the one in the hand; default 0. */
  grasped?: number;
}

/** A posed hand, in the camera's frame. */
export interface ConditionHand {
  /** (V, 3) metres. */
  vertices: Float32Array;
  /** (F, 3) with the wrist closed (`closedFaces` of the hand model), so that nothing shows its inside. */
  faces: Uint32Array;
  /** (21, 3) metres; only the skeleton needs them. */
  joints?: ArrayLike<number>;
  /** (V) joint 0 ... 15 that moves each vertex most; only texture maps of version 1 need it. */
  partOfVertex?: Uint8Array;
  /** A closed mesh behind the wrist (`ForearmStub`), in the camera's frame; drawn in the hand's colour. */
  forearm?: Mesh;
}

export interface PlacedObject {
  model: ObjectModel;
  cameraFromObject: RigidMotion;
}
