import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { cocoSamples } from '../../datasets/real/coco-samples.js';
import { procrustesAlign } from '../../evaluation/metrics/procrustes.js';
import { projectPoints } from '../../geometry/camera.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { fromAnatomical, jointLimits } from '../../hand/joint-limits.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { jointDistance } from '../../reconstruction/answer/choose-answer.js';
import { guessCamera } from '../../reconstruction/photo/guess-camera.js';
import { drawOverlay } from '../photo/draw-overlay.js';
import { annotatePhotos } from './annotate-photos.js';
import { photoFrames } from './photo-frames.js';

const hand = loadBuiltinHand();
const camera = guessCamera(640, 480);

/** The palm towards the camera, fingers up, turned about both; bent a little. */
function handAt(turn: number, bend: number) {
  const upright = Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0);
  const angles = new Float64Array(45);
  for (let joint = 0; joint < 15; joint++) angles[3 * joint] = joint % 3 === 2 ? 0 : 0.2 + bend;
  const pose = new Float32Array(48);
  pose.set(matrixToAxisAngle(multiplyMatrices(axisAngleToMatrix([0, turn, 0.3 * turn]), upright)));
  pose.set(fromAnatomical(jointLimits(hand), angles), 3);
  return decodeHands(hand, pose, null, Float32Array.of(-0.09 + 0.05 * turn, 0.05, 0.45));
}

describe('annotatePhotos', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbooster-photos-'));
  const truth = [-0.3, -0.2, -0.1, 0, 0.1, 0.2].map((turn) => handAt(turn, 0.3 + turn));
  const options = {
    hand: 'builtin',
    film: true,
    focal: camera.fx,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  };

  beforeAll(async () => {
    for (const [i, { vertices, joints }] of truth.entries()) {
      const pixels = new Uint8Array(3 * 640 * 480).map((_, k) => 150 + 20 * Math.sin(k / 5000));
      const wrist = Float64Array.from(joints.slice(0, 3));
      const relative = (points: Float32Array) => points.map((value, k) => value - wrist[k % 3]);
      const seen = {
        side: 'right' as const,
        box: [-50, -50, 10, 10] as const,
        vertices: relative(vertices),
        joints: relative(joints),
        joints2d: new Float32Array(42).fill(-100),
        wrist,
        camera,
      };
      const png = await drawOverlay({ width: 640, height: 480, pixels }, seen, closedFaces(hand));
      await sharp(png)
        .removeAlpha()
        .jpeg({ quality: 92 })
        .toFile(join(folder, `frame-${i}.jpg`));
    }
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('labels a film of a known hand about as exactly as its landmarks are, in a form that captures are read in', async () => {
    const made = await annotatePhotos(folder, options);
    expect(made).toMatchObject({ photos: 7, found: 6, kept: 6 });
    const splits = ['train', 'val', 'test'].map((split) => cocoSamples(folder, hand, split));
    const all = (await Promise.all(splits)).flat();
    expect(all.length).toBe(6);
    for (const sample of all) {
      const at = Number(/frame-(\d)/.exec(sample.image.path)?.[1]);
      const { joints } = truth[at];
      const expected = projectPoints(camera, joints);
      // What the verb promises of such pictures: nearer than a finger is wide, on the picture and, aligned,
      // in space.
      expect(jointDistance(projectPoints(sample.camera, sample.joints), expected)).toBeLessThan(0.1);
      const aligned = procrustesAlign(sample.joints, joints);
      let sum = 0;
      for (let i = 0; i < 63; i += 3)
        sum += Math.hypot(...[0, 1, 2].map((k) => aligned[i + k] - joints[i + k]));
      expect(sum / 21).toBeLessThan(0.016);
      expect(sample.hand.side).toBe('right');
    }
    expect(readFileSync(made.sheet, 'utf8').match(/<figure/g)).toHaveLength(6);
  });

  it('leaves out what was rejected', async () => {
    writeFileSync(join(folder, 'annotations', 'rejected.txt'), 'frame-2.jpg\n');
    const made = await annotatePhotos(folder, options);
    expect(made.kept).toBe(5);
    const confidences = JSON.parse(
      readFileSync(join(folder, 'annotations', 'photos-confidence.json'), 'utf8'),
    ) as { name: string; state: string; confidence: number }[];
    expect(confidences.find(({ name }) => name === 'frame-2.jpg')?.state).toBe('rejected');
    for (const { confidence } of confidences) expect(confidence).toBeGreaterThan(0.45);
  });

  it('says what it needs', () => {
    expect(() => photoFrames(join(folder, 'none'), false)).toThrow('no such folder or video');
    const film = join(folder, 'film.mp4');
    writeFileSync(film, 'no film');
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      expect(() => photoFrames(film, false)).toThrow('FFmpeg is needed');
    } finally {
      process.env.PATH = path;
    }
    expect(existsSync(join(folder, 'film-frames'))).toBe(false);
  });
});
