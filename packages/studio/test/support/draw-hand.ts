import {
  axisAngleToMatrix,
  guessCamera,
  matrixToAxisAngle,
  multiplyMatrices,
  projectPoints,
} from 'handbooster/browser';
import { decodeHands, fromAnatomical, jointLimits, loadBuiltinHand } from 'handbooster/hand';
import { pixelNormals, rasterise } from 'handbooster/render';

const SKIN = [224, 160, 128];

/**
 * The built-in hand, palm towards the camera and fingers up, turned by so many radians: a picture of 640 x
 * 480 pixels.
 */
export function drawHand(turn: number): { pixels: Uint8Array; joints2d: Float32Array } {
  const hand = loadBuiltinHand();
  const camera = guessCamera(640, 480);
  const upright = Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);
  const angles = new Float64Array(45);
  for (let joint = 0; joint < 15; joint++) angles[3 * joint] = joint % 3 === 2 ? 0 : 0.25;
  const pose = new Float32Array(48);
  pose.set(matrixToAxisAngle(multiplyMatrices(axisAngleToMatrix([0, turn, 0.3 * turn]), upright)));
  pose.set(fromAnatomical(jointLimits(hand), angles), 3);
  const { vertices, joints } = decodeHands(
    hand,
    pose,
    null,
    Float32Array.of(-0.09 + 0.05 * turn, 0.05, 0.45),
  );
  const mesh = { vertices, faces: hand.faces };
  const buffer = rasterise([mesh], camera);
  const normals = pixelNormals(buffer, 0, mesh, 'smooth');
  const pixels = new Uint8Array(3 * 640 * 480).fill(165);
  for (let i = 0; i < 640 * 480; i++) {
    if (buffer.mesh[i] < 0) continue;
    const [x, y, z] = normals.subarray(3 * i, 3 * i + 3);
    const light = 0.35 + 0.65 * (Math.abs(0.35 * x + 0.45 * y + 0.82 * z) / (Math.hypot(x, y, z) || 1));
    for (let k = 0; k < 3; k++) pixels[3 * i + k] = light * SKIN[k];
  }
  return { pixels, joints2d: projectPoints(camera, joints) };
}
