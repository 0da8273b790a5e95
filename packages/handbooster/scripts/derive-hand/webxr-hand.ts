import { NodeIO } from '@gltf-transform/core';
import { weld } from '../../src/geometry/mesh/weld.js';

/** The generic hand of @webxr-input-profiles/assets in MANO's axes, welded, with its own 25 joints. */
export interface WebXrHand {
  /** (V, 3) metres. */
  vertices: Float64Array;
  faces: Uint32Array;
  /** Joint names of the WebXR Hand Input specification. */
  jointNames: string[];
  /** (25, 3) */
  joints: Float64Array;
  /** (V, 25) */
  weights: Float64Array;
  /** (25, 9) orientation of each joint: columns x, y (out of the back of the hand), z (towards the wrist). */
  orientations: Float64Array[];
}

/**
 * Reads profiles/generic-hand/right.glb. Its fingers point along -y, its palm faces -x and its thumb -z;
 * MANO's right hand has its fingers along -x, its palm facing -y and its thumb at +z, so (x, y, z) becomes
 * (y, x, -z). The origin moves to the middle finger's knuckle.
 */
export async function readWebXrHand(path: string): Promise<WebXrHand> {
  const root = (await new NodeIO().read(path)).getRoot();
  const primitive = root.listMeshes()[0].listPrimitives()[0];
  const skin = root.listSkins()[0];
  const array = (semantic: string) => {
    const accessor = primitive.getAttribute(semantic);
    if (!accessor) throw new Error(`${path}: the mesh has no ${semantic}`);
    return accessor;
  };
  const positions = array('POSITION').getArray() as Float32Array;
  const indices = primitive.getIndices()?.getArray();
  if (!indices) throw new Error(`${path}: the mesh has no indices`);
  const welded = weld({ vertices: positions, faces: Uint32Array.from(indices) });
  const jointNames = skin.listJoints().map((joint) => joint.getName());
  const places = skin.listJoints().map((joint) => joint.getWorldTranslation());
  const knuckle = places[jointNames.indexOf('middle-finger-phalanx-proximal')];
  const turn = (p: ArrayLike<number>) => [p[1], p[0], -p[2]];
  const place = (p: ArrayLike<number>) => turn([p[0] - knuckle[0], p[1] - knuckle[1], p[2] - knuckle[2]]);
  const count = welded.oldIndex.length;
  const vertices = new Float64Array(count * 3);
  const weights = new Float64Array(count * jointNames.length);
  for (let v = 0; v < count; v++) {
    const old = welded.oldIndex[v];
    vertices.set(place(welded.vertices.subarray(3 * v, 3 * v + 3)), 3 * v);
    const joints = array('JOINTS_0').getElement(old, []);
    const values = array('WEIGHTS_0').getElement(old, []);
    const sum = values.reduce((a, b) => a + b, 0);
    joints.forEach((joint, k) => {
      weights[v * jointNames.length + joint] += values[k] / sum;
    });
  }
  const orientations = skin.listJoints().map((joint) => {
    const m = joint.getWorldMatrix();
    const columns = [0, 4, 8].map((at) => turn([m[at], m[at + 1], m[at + 2]]));
    return Float64Array.from([0, 1, 2].flatMap((row) => columns.map((column) => column[row])));
  });
  return {
    vertices,
    faces: welded.faces,
    jointNames,
    joints: Float64Array.from(places.flatMap((p) => place(p))),
    weights,
    orientations,
  };
}
