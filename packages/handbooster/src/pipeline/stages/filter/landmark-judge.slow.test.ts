import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { drawOverlay } from '../../../commands/photo/draw-overlay.js';
import { landmarkDisagreement } from '../../../evaluation/landmark-disagreement.js';
import { projectPoints } from '../../../geometry/camera.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../../geometry/rotations.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { closedFaces } from '../../../hand/hand-parts.js';
import { fromAnatomical, jointLimits } from '../../../hand/joint-limits.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { LandmarkFitter } from '../../../reconstruction/fit/fit-landmarks.js';
import { openLandmarkNetworks } from '../../../reconstruction/landmarks/open-landmark-networks.js';

const hand = loadBuiltinHand();
/** As large as the demo's generated images are shown to other networks. */
const SIDE = 128;
const camera = { fx: 260, fy: 260, cx: 63.5, cy: 63.5, width: SIDE, height: SIDE };

/** The palm towards the camera, fingers up: all straight, or the two outer ones and the thumb closed. */
function pose(closed: boolean) {
  const upright = Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);
  const angles = new Float64Array(45);
  for (const joint of [6, 7, 8, 9, 10, 11]) angles[3 * joint] = closed ? 1.3 : 0.1;
  const all = new Float32Array(48);
  all.set(matrixToAxisAngle(multiplyMatrices(axisAngleToMatrix([0, 0.2, 0]), upright)));
  all.set(fromAnatomical(jointLimits(hand), angles), 3);
  return decodeHands(hand, all, null, Float32Array.of(-0.09, 0.06, 0.5));
}

async function picture({ vertices, joints }: ReturnType<typeof pose>): Promise<Uint8Array> {
  const pixels = new Uint8Array(3 * SIDE * SIDE).map((_, k) => 150 + 20 * Math.sin(k / 900));
  const wrist = Float64Array.from(joints.slice(0, 3));
  const relative = (points: Float32Array) => points.map((value, k) => value - wrist[k % 3]);
  const png = await drawOverlay(
    { width: SIDE, height: SIDE, pixels },
    {
      side: 'right',
      box: [-50, -50, 10, 10],
      vertices: relative(vertices),
      joints: relative(joints),
      joints2d: new Float32Array(42).fill(-100),
      wrist,
      camera,
    },
    closedFaces(hand),
  );
  return Uint8Array.from(await sharp(png).removeAlpha().raw().toBuffer());
}

const [straight, signing] = [pose(false), pose(true)];
const place = ({ joints }: ReturnType<typeof pose>) => ({ joints2d: projectPoints(camera, joints), camera });
let finder: Parameters<typeof landmarkDisagreement>[2];
beforeAll(async () => {
  finder = { networks: await openLandmarkNetworks(), fitter: new LandmarkFitter(hand) };
});

it('landmarks agree with the hand that a picture was made for, and less with another one', async () => {
  for (const [shown, other] of [
    [straight, signing],
    [signing, straight],
  ]) {
    const image = await picture(shown);
    const own = await landmarkDisagreement(image, place(shown), finder);
    const wrong = await landmarkDisagreement(image, place(other), finder);
    // Two closed fingers of five move their joints by more than a third of the hand: a tenth on the mean.
    expect(own).toBeLessThan(0.1);
    expect(wrong).toBeGreaterThan(own + 0.05);
  }
});

it('a picture without a hand disagrees altogether', async () => {
  const empty = new Uint8Array(3 * SIDE * SIDE).fill(120);
  expect(await landmarkDisagreement(empty, place(straight), finder)).toBe(1);
});
