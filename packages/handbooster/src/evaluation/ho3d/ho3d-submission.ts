import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { toHo3dOrder } from '../../datasets/sample/joint-orders.js';

/** Vertices of MANO's mesh, and of what the server scores. */
const MANO_VERTICES = 778;
/**
 * Metres to a micrometre: more says nothing, and the file of version 2's 11,524 pictures has 28 million
 * numbers. Never an exponent.
 */
const DECIMALS = 6;

/**
 * Predictions as the HO3D server (CodaLab 4318 for v2, 4393 for v3) and its public scripts take them: a ZIP
 * with one `pred.json`, `[xyz, vertices]`, each a list over `evaluation.txt`; metres, OpenGL camera axes (y
 * up, z backwards), joints in HO3D's order: MANO's 16, then the tips of thumb, index, middle, ring and little
 * finger.
 */
export class Ho3dSubmission {
  readonly #joints: string[] = [];
  readonly #vertices: string[] = [];

  get length(): number {
    return this.#joints.length;
  }

  /**
   * The next picture's hand, its wrist moved onto the given root as the published networks do (their scores
   * without alignment are therefore root-relative).
   *
   * @param hand joints (21, 3), wrist first, and vertices (778, 3): metres, OpenCV axes.
   * @param root (3) the wrist in the camera, metres, OpenCV axes.
   * @param tips vertices that HO3D counts as fingertips (`MANO_TIPS.ho3d`); null for the joints as they are.
   */
  add(
    hand: { joints: ArrayLike<number>; vertices: ArrayLike<number> },
    root: ArrayLike<number>,
    tips: readonly number[] | null,
  ): void {
    const { vertices } = hand;
    if (vertices.length !== 3 * MANO_VERTICES) {
      throw new InputError(
        `a submission to HO3D needs MANO's ${MANO_VERTICES} vertices, found ${vertices.length / 3}; train with hand.model: mano`,
      );
    }
    const joints = Float32Array.from(hand.joints);
    tips?.forEach((vertex, finger) => {
      for (let k = 0; k < 3; k++) joints[3 * (4 * finger + 4) + k] = vertices[3 * vertex + k];
    });
    const wrist = [joints[0], joints[1], joints[2]];
    const placed = (points: ArrayLike<number>) =>
      Array.from(points, (value, i) => (value - wrist[i % 3] + root[i % 3]) * (i % 3 === 0 ? 1 : -1));
    this.#joints.push(rows(placed(toHo3dOrder(joints))));
    this.#vertices.push(rows(placed(vertices)));
  }

  /** @throws RangeError where nothing was added. */
  write(path: string): void {
    if (this.length === 0) throw new RangeError('Ho3dSubmission: no prediction was added');
    const list = (items: readonly string[]) => [
      Buffer.from('['),
      ...items.map((item, i) => Buffer.from(i === 0 ? item : `,${item}`)),
      Buffer.from(']'),
    ];
    const text = Buffer.concat([
      Buffer.from('['),
      ...list(this.#joints),
      Buffer.from(','),
      ...list(this.#vertices),
      Buffer.from(']'),
    ]);
    writeSubmissionZip(path, text);
  }
}

/** A ZIP with `pred.json` of the given contents. */
export function writeSubmissionZip(path: string, predictions: Uint8Array): void {
  const pieces = io.encodeZip(new Map([['pred.json', predictions]]), { compress: true });
  writeFileAtomicSync(path, Buffer.concat(pieces));
}

/** `[[x,y,z],...]` with a fixed number of decimals. */
function rows(values: readonly number[]): string {
  const number = (value: number) => {
    if (!Number.isFinite(value)) throw new RangeError(`Ho3dSubmission: ${value} is no coordinate`);
    return value.toFixed(DECIMALS);
  };
  const out: string[] = [];
  for (let i = 0; i < values.length; i += 3) {
    out.push(`[${number(values[i])},${number(values[i + 1])},${number(values[i + 2])}]`);
  }
  return `[${out.join(',')}]`;
}
