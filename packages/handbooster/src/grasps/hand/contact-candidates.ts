import { vertexNormals } from '../../geometry/mesh/normals.js';
import { farthestPoints } from '../../geometry/mesh/sample-surface.js';
import { dot, subtract, vectorAt } from '../../geometry/vector.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { digitOfJoint, type HandAnatomy } from './hand-anatomy.js';

/** Hand vertices that may touch an object, chosen from the mesh and its weights. */
export interface ContactCandidates {
  /** (C) vertices. */
  vertices: Int32Array;
  /** (C) joint whose bone each lies on. */
  joints: Int8Array;
  /** (C) digit as in `DIGITS`, -1 for the palm. */
  digits: Int8Array;
  /** Positions in `vertices` of each digit's candidates, and the palm's at index 5. */
  ofPart: Int32Array[];
}

export interface ContactCandidatesOptions {
  /** Candidates on each bone: nearest the knuckle, middle, end. */
  perPhalanx: [number, number, number];
  palm: number;
  /** Least cosine between a candidate's normal and the bone's volar direction. */
  facing: number;
}

/**
 * Counts close to the hand-picked list of Wang et al. (DexGraspNet, ICRA 2023: 3-5, 5 and 8 a finger, 8 on
 * the palm); that list itself is vertex numbers of another model under a non-commercial licence and is not
 * used.
 */
export const CONTACT_CANDIDATES_DEFAULTS: ContactCandidatesOptions = {
  perPhalanx: [4, 5, 8],
  palm: 10,
  facing: 0.55,
};

/**
 * Chooses candidates: on each bone, vertices of that bone whose rest normal faces its volar side, well
 * spread.
 */
export function contactCandidates(
  model: HandModel,
  anatomy: HandAnatomy,
  options: ContactCandidatesOptions = CONTACT_CANDIDATES_DEFAULTS,
): ContactCandidates {
  const normals = vertexNormals({ vertices: model.template, faces: model.faces });
  const count = model.template.length / 3;
  const members: number[][] = Array.from({ length: 16 }, () => []);
  for (let v = 0; v < count; v++) {
    let joint = 0;
    for (let j = 1; j < 16; j++) {
      if (model.weights[16 * v + j] > model.weights[16 * v + joint]) joint = j;
    }
    const normal = vectorAt(normals, 3 * v);
    const volar = joint === 0 ? anatomy.palmNormal : vectorAt(anatomy.volar, 3 * (joint - 1));
    if (dot(normal, volar) < options.facing) continue;
    // The heel of the hand and the wrist's stump belong to joint 0 too: the palm begins a third of the way
    // up.
    if (joint === 0) {
      const along = dot(
        subtract(vectorAt(model.template, 3 * v), vectorAt(anatomy.joints, 0)),
        anatomy.forward,
      );
      const palmLength = dot(
        subtract(vectorAt(anatomy.joints, 12), vectorAt(anatomy.joints, 0)),
        anatomy.forward,
      );
      if (along < palmLength / 3) continue;
    }
    members[joint].push(v);
  }
  const vertices: number[] = [];
  const joints: number[] = [];
  for (let j = 0; j < 16; j++) {
    const wanted = j === 0 ? options.palm : options.perPhalanx[(j - 1) % 3];
    // The thumb's first bone lies in the ball of the thumb: it counts as palm, with few candidates.
    const found = members[j];
    if (found.length === 0) continue;
    const points = new Float64Array(found.length * 3);
    found.forEach((v, i) => {
      points.set(model.template.subarray(3 * v, 3 * v + 3), 3 * i);
    });
    for (const i of farthestPoints(points, wanted)) {
      vertices.push(found[i]);
      joints.push(j);
    }
  }
  const digits = joints.map((j) => digitOfJoint(j));
  const ofPart = [0, 1, 2, 3, 4, -1].map((part) =>
    Int32Array.from(digits.flatMap((digit, i) => (digit === part ? [i] : []))),
  );
  return {
    vertices: Int32Array.from(vertices),
    joints: Int8Array.from(joints),
    digits: Int8Array.from(digits),
    ofPart,
  };
}
