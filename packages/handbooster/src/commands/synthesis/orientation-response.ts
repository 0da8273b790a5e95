import { mean } from '../../base/numbers/mean.js';
import { axisAngleToQuaternion, multiplyQuaternions } from '../../geometry/rotations.js';
import { imagesOf, type MeasureContext, type MeasuredCondition } from './measure-context.js';

/** What turning the orientation does to an image whose maps and noise stay. */
export interface OrientationResponse {
  /** Degrees about the camera's axis. */
  degrees: number;
  /** Mean absolute change of a pixel, 0 ... 255, where the maps show hand or object, and elsewhere. */
  onHand: number;
  onObject: number;
  elsewhere: number;
  /** Share of the whole change that lies outside of hand and object. */
  shareElsewhere: number;
}

export interface OrientationMeasure {
  responses: OrientationResponse[];
  /** The same for other noise instead of another orientation: how much an image is free to change at all. */
  otherNoise: Omit<OrientationResponse, 'degrees'>;
}

/** Turns tried, degrees. */
export const TURNS = [20, 60, 120, 180];

/** Images of one condition under several orientations, for pictures: [asked for, turned ...]. */
export type OrientationRow = Uint8Array[];

/**
 * Does the orientation do what Sec. 3.2 gives it to the denoiser for: hints about the arm, which the maps do
 * not show? The maps and the noise stay and the orientation turns about the camera's axis.
 */
export async function measureOrientation(
  context: MeasureContext,
  conditions: readonly MeasuredCondition[],
): Promise<{ measure: OrientationMeasure; rows: OrientationRow[] }> {
  const plain = conditions.map(({ condition }) => condition);
  const reference = await imagesOf(context, plain);
  const rows: OrientationRow[] = reference.map((image) => [image]);
  const responses: OrientationResponse[] = [];
  for (const degrees of TURNS) {
    const turn = axisAngleToQuaternion([0, 0, (degrees * Math.PI) / 180]);
    const turned = plain.map((condition) => ({
      ...condition,
      orientation: positive(multiplyQuaternions(turn, condition.orientation)),
    }));
    const images = await imagesOf(context, turned);
    images.forEach((image, i) => {
      rows[i].push(image);
    });
    responses.push({ degrees, ...changes(reference, images, conditions) });
  }
  const others = await imagesOf(
    context,
    plain.map((condition) => ({ ...condition, id: `${condition.id}/other` })),
  );
  return { measure: { responses, otherNoise: changes(reference, others, conditions) }, rows };
}

function positive(quaternion: ArrayLike<number>): number[] {
  return Array.from(quaternion, (value) => (quaternion[0] < 0 ? -value : value));
}

/** Mean absolute change of a pixel by where it is. */
export function changes(
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
  conditions: readonly Pick<MeasuredCondition, 'mask'>[],
): Omit<OrientationResponse, 'degrees'> {
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  before.forEach((image, i) => {
    const { mask } = conditions[i];
    mask.forEach((label, pixel) => {
      let change = 0;
      for (let k = 0; k < 3; k++) change += Math.abs(image[3 * pixel + k] - after[i][3 * pixel + k]) / 3;
      sums[label] += change;
      counts[label]++;
    });
  });
  const [elsewhere, onHand, onObject] = sums.map((sum, label) => sum / Math.max(1, counts[label]));
  const whole = sums[0] + sums[1] + sums[2];
  return { onHand, onObject, elsewhere, shareElsewhere: whole === 0 ? 0 : sums[0] / whole };
}

/** Change of an image as a picture: black for none, white for 64 of 255 and more. */
export function changePicture(before: Uint8Array, after: Uint8Array): Uint8Array {
  const picture = new Uint8Array(before.length);
  for (let pixel = 0; pixel < before.length / 3; pixel++) {
    const change = mean([0, 1, 2].map((k) => Math.abs(before[3 * pixel + k] - after[3 * pixel + k])));
    picture.fill(Math.min(255, 4 * change), 3 * pixel, 3 * pixel + 3);
  }
  return picture;
}
