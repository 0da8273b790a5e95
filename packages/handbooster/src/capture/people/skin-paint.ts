import { handFrame } from '../../hand/hand-frame.js';
import { restJoints } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FINGER_JOINTS, FINGERS } from '../../hand/model/hand-skeleton.js';
import { fractalNoise, smoothNoise } from '../surfaces/noise.js';
import type { SurfacePoint } from '../surfaces/surface.js';
import type { Subject } from './subjects.js';

/** One finger at rest, for its wrinkles and nail. Metres, the model's axes. */
interface PaintedFinger {
  /** (3, 3) the three joints, (3) the tip. */
  joints: Float64Array;
  tip: Float64Array;
  /** (3, 9) rows: flexion axis (across), abduction axis, bone. */
  axes: Float64Array;
  /** (3, 3) where the pad of each phalanx looks. */
  pads: Float64Array;
  /** Half the width of the nail, metres. */
  nail: number;
}

/**
 * Polylines of the palm's main lines: towards the fingers and towards the thumb, in units of the palm's
 * length.
 */
const PALM_LINES: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0.82, -0.42],
    [0.78, -0.28],
    [0.8, -0.12],
    [0.88, 0.04],
    [0.97, 0.12],
  ],
  [
    [0.55, -0.36],
    [0.6, -0.2],
    [0.66, 0],
    [0.74, 0.2],
    [0.78, 0.36],
  ],
  [
    [0.76, 0.37],
    [0.68, 0.2],
    [0.52, 0.06],
    [0.32, 0.0],
    [0.08, 0.03],
  ],
];

/**
 * Paints skin at any point of the hand at rest and of the forearm behind it: the palm's lighter colour, blood
 * under knuckles and fingertips, wrinkles over and under the joints, the lines of the palm, veins, nails. It
 * works in the rest pose's space, so the same spot keeps its paint in every frame and hand and forearm meet
 * without a seam.
 */
export class SkinPaint {
  readonly #subject: Subject;
  readonly #fingers: PaintedFinger[];
  readonly #wrist: Float64Array;
  readonly #forward: Float64Array;
  readonly #palm: Float64Array;
  readonly #radial: Float64Array;
  /** Distance from wrist to middle knuckle. */
  readonly #palmLength: number;

  constructor(model: HandModel, subject: Subject) {
    this.#subject = subject;
    const frame = handFrame(model);
    const joints = restJoints(model);
    this.#forward = frame.forward;
    this.#palm = frame.palm;
    this.#radial = frame.radial;
    this.#wrist = joints.slice(0, 3);
    const knuckle = FINGER_JOINTS.middle[0] * 3;
    this.#palmLength = Math.hypot(
      joints[knuckle] - joints[0],
      joints[knuckle + 1] - joints[1],
      joints[knuckle + 2] - joints[2],
    );
    this.#fingers = FINGERS.map((finger, f) => {
      const places = new Float64Array(9);
      const axes = new Float64Array(27);
      const pads = new Float64Array(9);
      FINGER_JOINTS[finger].forEach((joint, k) => {
        places.set(joints.subarray(joint * 3, joint * 3 + 3), k * 3);
        const own = frame.axes.subarray((joint - 1) * 9, joint * 9);
        axes.set(own, k * 9);
        // flexion = bone x pad, so pad = flexion x bone.
        pads.set(cross(own.subarray(0, 3), own.subarray(6, 9)), k * 3);
      });
      const tip = Float64Array.from(model.template.subarray(model.tips[f] * 3, model.tips[f] * 3 + 3));
      return {
        joints: places,
        tip,
        axes,
        pads,
        nail: finger === 'thumb' ? 0.0072 : finger === 'little' ? 0.0048 : 0.0057,
      };
    });
  }

  /**
   * @param part dominant joint of the place, 0 ... 15 (0 for the forearm)
   * @param n unit normal at rest
   */
  paint(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    part: number,
    out: SurfacePoint,
  ): void {
    const { skin } = this.#subject;
    const finger = part === 0 ? -1 : FINGER_OF_JOINT[part];
    const phalanx = part === 0 ? -1 : PHALANX_OF_JOINT[part];
    const seed = skin.seed;
    let padX = this.#palm[0];
    let padY = this.#palm[1];
    let padZ = this.#palm[2];
    if (finger >= 0) {
      const { pads } = this.#fingers[finger];
      padX = pads[phalanx * 3];
      padY = pads[phalanx * 3 + 1];
      padZ = pads[phalanx * 3 + 2];
    }
    const inward = nx * padX + ny * padY + nz * padZ;
    const dx = x - this.#wrist[0];
    const dy = y - this.#wrist[1];
    const dz = z - this.#wrist[2];
    const forward = dx * this.#forward[0] + dy * this.#forward[1] + dz * this.#forward[2];
    // The palm's colour fades over the wrist into the forearm's.
    const onHand = smoothStep(-0.03, 0.015, forward);
    const palmar = smoothStep(-0.25, 0.45, inward) * (0.25 + 0.75 * onHand);
    const mottle =
      0.55 * fractalNoise(x * 90, y * 90, z * 90, 2, seed) +
      0.45 * smoothNoise(x * 300, y * 300, z * 300, seed + 7);
    let blood = 0.1 * smoothNoise(x * 45, y * 45, z * 45, seed + 3) * skin.mottle;
    let dark = 0.055 * mottle * skin.mottle;
    let shine = 1;
    let creaseDepth = 0;
    let nail = 0;
    let nailTip = 0;

    if (finger >= 0) {
      const f = this.#fingers[finger];
      for (let k = 0; k < 3; k++) {
        if (Math.abs(k - phalanx) > 1) continue;
        const jx = x - f.joints[k * 3];
        const jy = y - f.joints[k * 3 + 1];
        const jz = z - f.joints[k * 3 + 2];
        const a = k * 9;
        const along = jx * f.axes[a + 6] + jy * f.axes[a + 7] + jz * f.axes[a + 8];
        const across = jx * f.axes[a] + jy * f.axes[a + 1] + jz * f.axes[a + 2];
        if (Math.abs(along) > 0.012) continue;
        const near = Math.exp(-((along / 0.0065) ** 2));
        const wave = 0.0007 * smoothNoise(across * 220, k * 9 + finger * 31, 0, seed + 11);
        if (inward < 0.1) {
          // Over the joints: darker, redder skin with cross wrinkles.
          const over = smoothStep(0.1, -0.5, inward) * near;
          blood += (k === 0 ? 0.3 : 0.35) * over * skin.blush;
          dark += 0.07 * over;
          if (k > 0) {
            const lines = line(along - 0.0022 - wave) + line(along + wave) + line(along + 0.0026 - 2 * wave);
            creaseDepth += 0.5 * lines * over;
          }
        } else {
          const under = smoothStep(0.1, 0.6, inward);
          const offset = k === 0 ? 0.014 : 0;
          const lines = line(along - offset - wave) + 0.7 * line(along - offset + 0.0024 + wave);
          creaseDepth += 0.75 * lines * under * (k === 0 ? 0.4 : 1);
        }
      }
      // Fingertips: blood; on the back of the last phalanx the nail.
      const tx = x - f.tip[0];
      const ty = y - f.tip[1];
      const tz = z - f.tip[2];
      const along = tx * f.axes[24] + ty * f.axes[25] + tz * f.axes[26];
      const across = tx * f.axes[18] + ty * f.axes[19] + tz * f.axes[20];
      blood += 0.42 * skin.blush * smoothStep(-0.022, -0.004, along);
      if (phalanx === 2 && inward < 0.15) {
        const back = -0.0145 * (f.nail / 0.0057);
        const front = -0.0012 + this.#subject.nails.length;
        const u = (along - (back + front) / 2) / ((front - back) / 2);
        const v = across / f.nail;
        const shape = (u * u) ** 1.6 + (v * v) ** 1.5;
        nail = smoothStep(1.12, 0.9, shape) * smoothStep(0.1, -0.15, inward);
        nailTip = nail * smoothStep(0.62, 0.8, u);
        // The fold of skin round the nail.
        creaseDepth += 0.8 * Math.exp(-(((shape - 1.12) / 0.16) ** 2)) * smoothStep(-0.05, -0.3, inward);
      }
    } else {
      const side = dx * this.#radial[0] + dy * this.#radial[1] + dz * this.#radial[2];
      if (palmar > 0.3 && forward > -0.02) {
        const u = forward / this.#palmLength;
        const v = side / this.#palmLength + 0.012 * smoothNoise(x * 150, y * 150, z * 150, seed + 17);
        let nearest = 1;
        for (const points of PALM_LINES) nearest = Math.min(nearest, polylineDistance(points, u, v));
        creaseDepth += 0.8 * Math.exp(-(((nearest * this.#palmLength) / 0.0011) ** 2)) * palmar;
        // Blood in the heels of thumb and little finger, pale in the hollow.
        blood += 0.28 * skin.blush * (smoothStep(0.15, 0.45, Math.abs(v + 0.02)) - 0.35) * palmar;
        const wristLine = 0.0012 * smoothNoise(side * 120, 3, 0, seed + 19);
        creaseDepth +=
          0.6 * (line(forward + 0.004 - wristLine) + 0.6 * line(forward + 0.0085 + wristLine)) * palmar;
      } else if (palmar < 0.4) {
        const bend = 0.02 * smoothNoise(x * 25, y * 25, z * 25, seed + 23);
        const ridge = Math.abs(smoothNoise(side * 38 + bend * 40, forward * 14, 0.5, seed + 29));
        const vein = Math.exp(-((ridge / 0.07) ** 2)) * (1 - palmar) * skin.veins;
        dark += 0.05 * vein;
        blood -= 0.22 * vein;
        // Fine dry lines on the back.
        dark += 0.03 * skin.creases * Math.max(0, smoothNoise(forward * 500, side * 260, 0, seed + 37));
      }
    }

    const { back, palm } = skin;
    let red = back[0] + (palm[0] - back[0]) * palmar;
    let green = back[1] + (palm[1] - back[1]) * palmar;
    let blue = back[2] + (palm[2] - back[2]) * palmar;
    // Blood takes away green most, then blue; on dark skin it shows less.
    const tone = Math.min(1, 0.35 + red * 1.3);
    red *= 1 + 0.1 * blood * tone;
    green *= 1 - 0.38 * blood * tone;
    blue *= 1 - 0.3 * blood * tone;
    const crease = Math.min(1, creaseDepth) * skin.creases;
    const shade = (1 - dark) * (1 - 0.42 * crease);
    red *= shade * (1 + 0.1 * crease);
    green *= shade;
    blue *= shade;
    if (nail > 0) {
      const { color, painted } = this.#subject.nails;
      const white = painted ? 0 : nailTip * 0.3;
      red += (color[0] + (0.85 - color[0]) * white - red) * nail;
      green += (color[1] + (0.8 - color[1]) * white - green) * nail;
      blue += (color[2] + (0.74 - color[2]) * white - blue) * nail;
      shine = painted ? 0.4 : 0.65;
    }
    out.red = red;
    out.green = green;
    out.blue = blue;
    out.reflectance = 0.026 * skin.shine * (1 + 0.6 * nail);
    out.roughness = nail > 0.5 ? 0.5 * shine : Math.min(0.75, 0.5 + 0.12 * palmar + 0.08 * mottle);
    out.creep = nail > 0.5 && this.#subject.nails.painted ? 0.2 : 1;
  }
}

const FINGER_OF_JOINT = new Int8Array(16).fill(-1);
const PHALANX_OF_JOINT = new Int8Array(16).fill(-1);
FINGERS.forEach((finger, f) => {
  FINGER_JOINTS[finger].forEach((joint, k) => {
    FINGER_OF_JOINT[joint] = f;
    PHALANX_OF_JOINT[joint] = k;
  });
});

/** A wrinkle 0.6 mm wide. */
function line(distance: number): number {
  const d = distance / 0.0006;
  return d > 3 || d < -3 ? 0 : Math.exp(-d * d);
}

/** 0 at `from`, 1 at `to` (which may be the smaller), smooth between. */
function smoothStep(from: number, to: number, value: number): number {
  const t = (value - from) / (to - from);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

function polylineDistance(points: readonly (readonly [number, number])[], u: number, v: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const [au, av] = points[i - 1];
    const du = points[i][0] - au;
    const dv = points[i][1] - av;
    const t = Math.max(0, Math.min(1, ((u - au) * du + (v - av) * dv) / (du * du + dv * dv)));
    best = Math.min(best, Math.hypot(u - au - t * du, v - av - t * dv));
  }
  return best;
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
}
