export {
  type Box,
  type Camera,
  cropCamera,
  intrinsicMatrix,
  projectPoints,
  unprojectPixel,
} from './camera.js';
export { type GridLayout, gridDistances } from './distance/grid-distances.js';
export { type DistanceQuery, MeshDistance } from './distance/mesh-distance.js';
export { squaredDistanceToTriangle } from './distance/nearest-on-triangle.js';
export { cachedSignedDistanceGrid } from './distance/signed-distance-cache.js';
export {
  type GridSample,
  SIGNED_DISTANCE_GRID_DEFAULTS,
  SignedDistanceGrid,
  type SignedDistanceGridOptions,
} from './distance/signed-distance-grid.js';
export { WindingNumber } from './distance/winding-number.js';
export {
  type Bounds,
  boundsOf,
  centreOfMass,
  faceAreas,
  signedVolume,
  surfaceArea,
} from './mesh/area-and-volume.js';
export { closeBoundary } from './mesh/close-boundary.js';
export { convexHull } from './mesh/convex-hull.js';
export { boundaryLoops, type MeshEdges, meshEdges, vertexNeighbours } from './mesh/edges.js';
export { inspectMesh, type MeshInspection, shellOfFaces } from './mesh/inspect-mesh.js';
export type { Mesh } from './mesh/mesh.js';
export { faceCrossProducts, faceNormals, vertexNormalSums, vertexNormals } from './mesh/normals.js';
export { orientFaces } from './mesh/orient-faces.js';
export {
  REPAIR_MESH_DEFAULTS,
  type RepairedMesh,
  type RepairMeshOptions,
  repairMesh,
} from './mesh/repair-mesh.js';
export { farthestPoints, type SurfacePoints, sampleSurface } from './mesh/sample-surface.js';
export { type SimplifiedMesh, simplifyMesh } from './mesh/simplify-mesh.js';
export { boxMesh, cylinderMesh, sphereMesh } from './mesh/solid-mesh.js';
export { type WeldedMesh, weld } from './mesh/weld.js';
export {
  applyRigid,
  applyRotation,
  composeRigid,
  identityRigid,
  invertRigid,
  type RigidMotion,
  rigid,
  rotationOf,
  translationOf,
} from './rigid-motion.js';
export {
  axisAngleToMatrix,
  axisAngleToQuaternion,
  matrixToAxisAngle,
  matrixToQuaternion,
  multiplyMatrices,
  multiplyQuaternions,
  quaternionToAxisAngle,
  quaternionToMatrix,
  rotateVector,
  rotationDistance,
  transposeMatrix,
} from './rotations.js';
