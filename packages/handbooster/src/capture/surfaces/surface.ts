import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';

/** What a surface is like at one point; filled in by `Surface.at`, one a renderer, used again for every pixel. */
export class SurfacePoint {
  /** Diffuse colour, linear. */
  red = 0;
  green = 0;
  blue = 0;
  /** Unit normal in the surface's own frame. */
  nx = 0;
  ny = 0;
  nz = 1;
  /** Share of light reflected straight on, and how spread out the reflection is (0 mirror ... 1 matt). */
  reflectance = 0.04;
  roughness = 0.5;
  /** How far light of each colour creeps round into the shade below the surface: 0 but for skin. */
  creep = 0;
}

/** A material: says what any point of its mesh is like. */
export interface Surface {
  /** Corner weights `a`, `b` and 1 - a - b of the face's corners; `footprint` metres a pixel covers there. */
  at(face: number, a: number, b: number, footprint: number, out: SurfacePoint): void;
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
  /** A coarser stand-in that throws the shadows; null throws none. */
  caster: Mesh | null;
}
