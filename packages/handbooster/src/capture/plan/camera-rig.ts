import { Random } from '@handbooster/torch/random';
import type { Camera } from '../../geometry/camera.js';
import { invertRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import type { Range } from './wild-options.js';

/** A calibrated camera that looks at the table. */
export interface RigCamera {
  serial: string;
  camera: Camera;
  /** Camera axes (OpenCV) from the table's (z up, the person sits at negative y). */
  cameraFromTable: RigidMotion;
  tableFromCamera: RigidMotion;
}

/**
 * Azimuth, elevation (degrees) and distance (metres) of the eight cameras. The first three stand close
 * together and face the person: a capture's training views. The others look from where those never do: both
 * sides, above, low in front, and from over the person's shoulder.
 */
const PLACES: readonly (readonly [number, number, number])[] = [
  [68, 36, 0.8],
  [92, 44, 0.78],
  [116, 34, 0.82],
  [8, 32, 0.82],
  [172, 30, 0.82],
  [100, 74, 0.86],
  [84, 20, 0.86],
  [232, 46, 0.88],
];

/** Indices of the views that a capture's training split uses. */
export const TRAINING_VIEWS: readonly number[] = [0, 1, 2];
/** Indices of the views that only test splits use. */
export const UNSEEN_VIEWS: readonly number[] = [3, 4, 5, 6, 7];

export const RIG_SERIALS: readonly string[] = [
  '000000000101',
  '000000000102',
  '000000000103',
  '000000000104',
  '000000000105',
  '000000000106',
  '000000000107',
  '000000000108',
];

/**
 * Eight calibrated cameras around the table. Intrinsics are a RealSense D415's at 640x480 (fx near 613),
 * scaled to the wanted size; a recording session (one a subject) has its own small changes of place.
 *
 * @param focals focal lengths in picture widths that each camera draws its own from; null for the D415's
 */
export function cameraRig(
  seed: number,
  session: number,
  width: number,
  height: number,
  focals: Range | null = null,
): RigCamera[] {
  return PLACES.map(([azimuth, elevation, distance], view) => {
    const lens = new Random(seed, 'lens', view);
    const random = new Random(seed, 'rig', session, view);
    const scaleX = width / 640;
    const scaleY = height / 480;
    const d415 = 613 + lens.uniform(-3, 3);
    const focal = focals === null ? d415 : 640 * lens.fork('focal').uniform(...focals);
    const camera: Camera = {
      fx: round(focal * scaleX),
      fy: round((focal + lens.uniform(-1, 1)) * scaleY),
      // Pixel centres are whole numbers, so the image's left edge is at -0.5 at any size.
      cx: round((319.5 + lens.uniform(-8, 8) + 0.5) * scaleX - 0.5),
      cy: round((239.5 + lens.uniform(-6, 6) + 0.5) * scaleY - 0.5),
      width,
      height,
    };
    const a = ((azimuth + random.uniform(-4, 4)) * Math.PI) / 180;
    const e = ((elevation + random.uniform(-3, 3)) * Math.PI) / 180;
    const d = distance + random.uniform(-0.04, 0.04);
    const position = [d * Math.cos(e) * Math.cos(a), d * Math.cos(e) * Math.sin(a), d * Math.sin(e)];
    const target = [
      random.uniform(-0.03, 0.03),
      random.uniform(-0.03, 0.03),
      0.07 + random.uniform(-0.02, 0.02),
    ];
    const tableFromCamera = lookAt(position, target, random.uniform(-0.04, 0.04));
    return {
      serial: RIG_SERIALS[view],
      camera,
      cameraFromTable: invertRigid(tableFromCamera),
      tableFromCamera,
    };
  });
}

/** Six decimals, as a calibration file has them. */
const round = (value: number) => Math.round(value * 1e6) / 1e6;

/**
 * World from camera (OpenCV axes) for a camera at `position` that looks at `target`, z up, turned by `roll`.
 */
export function lookAt(position: readonly number[], target: readonly number[], roll = 0): RigidMotion {
  const forward = unit([target[0] - position[0], target[1] - position[1], target[2] - position[2]]);
  const right0 = unit([forward[1], -forward[0], 0]);
  const down0 = cross(forward, right0);
  const c = Math.cos(roll);
  const s = Math.sin(roll);
  const right = right0.map((v, i) => c * v + s * down0[i]);
  const down = down0.map((v, i) => c * v - s * right0[i]);
  const [px, py, pz] = position;
  return Float64Array.of(
    right[0],
    down[0],
    forward[0],
    px,
    right[1],
    down[1],
    forward[1],
    py,
    right[2],
    down[2],
    forward[2],
    pz,
  );
}

function unit(v: number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
