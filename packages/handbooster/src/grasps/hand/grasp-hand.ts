import { farthestPoints } from '../../geometry/mesh/sample-surface.js';
import { closedFaces as facesWithWrist } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { type ContactCandidates, contactCandidates } from './contact-candidates.js';
import { type HandAnatomy, handAnatomy } from './hand-anatomy.js';
import { HandKinematics } from './hand-kinematics.js';

import { type SelfCollisionSpheres, selfCollisionSpheres } from './self-collision-spheres.js';
import type { SkinPatches } from './skin-patches.js';

/** A hand model with everything the grasp energies ask of it, computed once. */
export interface GraspHand {
  model: HandModel;
  anatomy: HandAnatomy;
  candidates: ContactCandidates;
  spheres: SelfCollisionSpheres;
  kinematics: HandKinematics;
  /** (F, 3) faces with the wrist closed. */
  closedFaces: Uint32Array;
  /**
   * Followed points (positions in `kinematics.points`): candidates, vertices that feel penetration, tips,
   * spheres.
   */
  candidatePoints: Int32Array;
  penetrationPoints: Int32Array;
  /** Of the penetration points, in their order. */
  patches: SkinPatches;
  tipPoints: Int32Array;
  spherePoints: Int32Array;
  /** (F', 3) closed faces whose corners are all followed, as positions in `kinematics.points`. */
  followedFaces: Uint32Array;
}

/**
 * Prepares a hand. `penetrationVertices`: how many vertices feel penetration, spread over the skin (all if
 * more).
 */
export function graspHand(model: HandModel, penetrationVertices: number): GraspHand {
  const anatomy = handAnatomy(model);
  const candidates = contactCandidates(model, anatomy);
  const spheres = selfCollisionSpheres(model, anatomy);
  const followed = new Map<number, number>();
  const follow = (vertices: ArrayLike<number>) =>
    Int32Array.from(vertices, (vertex) => {
      const known = followed.get(vertex);
      if (known !== undefined) return known;
      followed.set(vertex, followed.size);
      return followed.size - 1;
    });
  const candidatePoints = follow(candidates.vertices);
  const tipPoints = follow(model.tips);
  const penetrationPoints = follow(farthestPoints(model.template, penetrationVertices));
  const kinematics = new HandKinematics(model, { vertices: [...followed.keys()], onBones: spheres.places });
  const spherePoints = Int32Array.from(spheres.places, (_, i) => followed.size + i);
  const closedFaces = facesWithWrist(model);
  const followedFaces: number[] = [];
  for (let f = 0; f < closedFaces.length; f += 3) {
    const corners = [0, 1, 2].map((k) => followed.get(closedFaces[f + k]));
    if (corners.every((corner) => corner !== undefined)) followedFaces.push(...(corners as number[]));
  }
  return {
    model,
    anatomy,
    candidates,
    spheres,
    kinematics,
    closedFaces,
    candidatePoints,
    penetrationPoints,
    patches: kinematics.patches(penetrationPoints),
    tipPoints,
    spherePoints,
    followedFaces: Uint32Array.from(followedFaces),
  };
}
