import type { HandModel } from '../../hand/model/hand-model.js';
import type { ExpectedNumbers, PickledLabels } from '../files/pickled-labels.js';

const MANO_VERTICES = 778;
const OBJECT = ['objRot', 'objTrans'];

/**
 * The arrays of numbers in a label file of HO3D v2 or v3, those of version 3 among them: what a reader of
 * ours or another's counts on.
 *
 * @param hand the model that the labels belong to, for the arrays with a number a vertex; MANO without one.
 */
export function ho3dArrays(
  split: 'train' | 'evaluation',
  labels: PickledLabels,
  hand: HandModel | null,
): ExpectedNumbers[] {
  const vertices = hand === null ? MANO_VERTICES : hand.template.length / 3;
  // An object has both a rotation and a place, or there is none.
  const noObject = !OBJECT.some((key) => labels.has(key));
  const object: ExpectedNumbers[] = [
    { key: 'camMat', count: 9 },
    ...OBJECT.map((key) => ({ key, count: 3, optional: noObject })),
    { key: 'objCorners3D', count: 24, optional: true },
    { key: 'objCorners3DRest', count: 24, optional: true },
  ];
  if (split === 'evaluation') {
    return [{ key: 'handJoints3D', count: 3 }, { key: 'handBoundingBox', count: 4 }, ...object];
  }
  const annotated = labels.has('handPose');
  return [
    ...[
      { key: 'handPose', count: 48 },
      { key: 'handTrans', count: 3 },
      { key: 'handBeta', count: 10 },
      { key: 'handJoints3D', count: 63 },
    ].map((array) => ({ ...array, optional: !annotated })),
    ...object,
    { key: 'handVertContact', count: vertices, optional: true },
    { key: 'handVertDist', count: vertices, optional: true },
    { key: 'handVertIntersec', count: vertices, optional: true },
    { key: 'handVertObjSurfProj', count: 3 * vertices, optional: true },
  ];
}
