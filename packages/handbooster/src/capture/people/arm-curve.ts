/** A point of the arm's middle line with two directions across it. */
export interface ArmPoint {
  center: number[];
  axis: number[];
  side: number[];
}

const STEP = 0.004;
/** The wrist bends over this stretch, the elbow over that. Metres from the start. */
const WRIST = [0.022, 0.07] as const;
const ELBOW = 0.05;

/**
 * The middle line of an arm from the wrist to the shoulder: straight out of the hand, bent at the wrist
 * towards the elbow, bent at the elbow towards the shoulder.
 *
 * The elbow is where it bends the wrist least, out of all places that a forearm and an upper arm of these
 * lengths allow, and above the table.
 *
 * @param start (3) where the arm begins, table frame
 * @param backward (3) unit, out of the hand
 * @param across (3) unit, square to `backward`: the axis at the start
 * @returns the point at a distance in metres along the line (negative ones lie inside the hand)
 */
export function armCurve(
  start: ArrayLike<number>,
  backward: ArrayLike<number>,
  across: ArrayLike<number>,
  shoulder: ArrayLike<number>,
  forearm: number,
  upperArm: number,
): (s: number) => ArmPoint {
  const elbow = placeElbow(start, backward, shoulder, forearm, upperArm);
  const toElbow = unit(minus(elbow, start));
  const toShoulder = unit(minus(shoulder, elbow));
  const tangent = (s: number) => {
    const wrist = smooth((s - WRIST[0]) / (WRIST[1] - WRIST[0]));
    if (wrist < 1) return slerp(Array.from(backward), toElbow, wrist);
    return slerp(toElbow, toShoulder, smooth((s - forearm + ELBOW / 2) / ELBOW));
  };
  const points: ArmPoint[] = [];
  let center = Array.from(start);
  let axis = Array.from(across);
  const length = forearm + upperArm + 0.02;
  for (let s = 0; s <= length; s += STEP) {
    const t = tangent(s);
    // Carry the axis along without twisting it.
    const slip = dot(axis, t);
    axis = unit(axis.map((v, k) => v - slip * t[k]));
    points.push({ center, axis, side: cross(t, axis) });
    const next = tangent(s + STEP / 2);
    center = center.map((v, k) => v + STEP * next[k]);
  }
  return (s) => {
    if (s < 0) {
      const first = points[0];
      return { ...first, center: first.center.map((v, k) => v + s * backward[k]) };
    }
    const at = Math.min(points.length - 1.001, s / STEP);
    const i = Math.floor(at);
    const t = at - i;
    const a = points[i];
    const b = points[i + 1];
    const mix = (p: number[], q: number[]) => p.map((v, k) => v + t * (q[k] - v));
    return {
      center: mix(a.center, b.center),
      axis: unit(mix(a.axis, b.axis)),
      side: unit(mix(a.side, b.side)),
    };
  };
}

/** Cosine of the angle by which the wrist has to bend for the arm to reach the shoulder. */
export function wristBend(
  start: ArrayLike<number>,
  backward: ArrayLike<number>,
  shoulder: ArrayLike<number>,
  forearm: number,
  upperArm: number,
): number {
  const elbow = placeElbow(start, backward, shoulder, forearm, upperArm);
  return dot(unit(minus(elbow, start)), backward);
}

function placeElbow(
  wrist: ArrayLike<number>,
  backward: ArrayLike<number>,
  shoulder: ArrayLike<number>,
  forearm: number,
  upperArm: number,
): number[] {
  const line = minus(shoulder, wrist);
  const distance = Math.hypot(...line);
  const reach = forearm + upperArm;
  // A far reach leans the body forward, which is drawn as longer arms.
  const scale = Math.max(1, (distance * 1.02) / reach);
  const a = forearm * scale;
  const b = upperArm * scale;
  const d = Math.max(distance, Math.abs(a - b) + 0.02);
  const direction = unit(line);
  const along = (a * a - b * b + d * d) / (2 * d);
  const radius = Math.sqrt(Math.max(0, a * a - along * along));
  const u = unit(cross(direction, Math.abs(direction[2]) < 0.95 ? [0, 0, 1] : [1, 0, 0]));
  const v = cross(direction, u);
  let best: number[] = [];
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < 48; k++) {
    const angle = (k * Math.PI) / 24;
    const c = radius * Math.cos(angle);
    const s = radius * Math.sin(angle);
    const elbow = direction.map((x, i) => wrist[i] + along * x + c * u[i] + s * v[i]);
    const bend = dot(unit(minus(elbow, wrist)), backward);
    const low = elbow[2] < 0.05 && elbow[1] > -0.5 ? (0.05 - elbow[2]) * 20 : 0;
    const score = bend - low;
    if (score > bestScore) {
      bestScore = score;
      best = elbow;
    }
  }
  return best;
}

function slerp(a: number[], b: number[], t: number): number[] {
  if (t <= 0) return a;
  if (t >= 1) return b;
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(a, b))));
  if (angle < 1e-6) return a;
  const wa = Math.sin((1 - t) * angle) / Math.sin(angle);
  const wb = Math.sin(t * angle) / Math.sin(angle);
  return unit(a.map((v, k) => wa * v + wb * b[k]));
}

function smooth(t: number): number {
  const c = Math.min(1, Math.max(0, t));
  return c * c * (3 - 2 * c);
}

function minus(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: number[]): number[] {
  const length = Math.sqrt(dot(a, a)) || 1;
  return a.map((v) => v / length);
}
