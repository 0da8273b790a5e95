import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import type { Culling } from '../../render/raster/rasterise.js';

/**
 * What a surface is like at one point: `Surface.at` reads the first group and fills in the others. One a
 * renderer, used again for every pixel (numbers in an object's fields travel without memory being allocated
 * for them).
 */
export class SurfacePoint {
  /** Weights of the face's first and second corner, and metres that a pixel covers there. */
  a = 0;
  b = 0;
  footprint = 0;

  /** Diffuse colour, linear. */
  red = 0;
  green = 0;
  blue = 0;
  /** Unit normal in the surface's own frame. */
  nx = 0;
  ny = 0;
  nz = 1;
  /** How far folds too small for the mesh turn the normal: with them minus without. */
  tx = 0;
  ty = 0;
  tz = 0;
  /** Share of light reflected straight on, and how spread out the reflection is (0 mirror ... 1 matt). */
  reflectance = 0.04;
  roughness = 0.5;
  /** How far light of each colour creeps round into the shade below the surface: 0 but for skin. */
  creep = 0;
}

/** Points of a surface where light that changes slowly is gathered; between them it is interpolated. */
export interface LightPoints {
  /** (F, 3) point of each corner. */
  corners: Uint32Array;
  /** (P) vertex at which each point lies; null when points are vertices. */
  vertices: Uint32Array | null;
  /** (P, 3) unit normals in the surface's frame. */
  normals: Float32Array;
  /** (F) 1 for faces so large that light changes between their corners; null when there are none. */
  wide: Uint8Array | null;
  /** Creep of the surface (see `SurfacePoint`), the same all over it. */
  creep: number;
}

/** A material: says what any point of its mesh is like. */
export interface Surface {
  readonly lightPoints: LightPoints;
  /** What the surface is like where `point` says: at weights a, b and 1 - a - b of the face's corners. */
  at(face: number, point: SurfacePoint): void;
}

/** A thing to photograph at one moment. */
export interface SceneThing {
  /** (V, 3) metres in the table's frame. */
  mesh: Mesh;
  surface: Surface;
  /** Turns the surface's normals into the table's frame. */
  tableFromSurface: RigidMotion;
  /** Value in the segmentation: 0 background (arms, bodies), the object's id, 255 hand. */
  label: number;
  /** What throws its shadows; null throws none. */
  caster: Caster | null;
}

/** Stand-ins that throw the shadows of a thing. */
export interface Caster {
  /** Of the lamp. */
  lamp: Mesh;
  /** Of the light from around: coarser. */
  around: Mesh;
  /** `back` where light never sees the inside: half the faces. */
  cull: Culling;
}
