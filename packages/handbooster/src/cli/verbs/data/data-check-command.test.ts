import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../../../test/support/run-cli.js';
import { DexYcbWriter } from '../../../datasets/dexycb/dexycb-writer.js';
import { projectPoints } from '../../../geometry/camera.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';

const folder = mkdtempSync(join(tmpdir(), 'data-check-'));
const root = join(folder, 'capture');
const hand = loadBuiltinHand('right');
const camera = { fx: 60, fy: 60, cx: 31.5, cy: 23.5, width: 64, height: 48 };
const view = '836212060125';

/** A capture of the built-in hand: one camera at the world's origin, three frames. */
async function writeCapture(): Promise<void> {
  const writer = new DexYcbWriter(root, { right: hand });
  const pose = new Float32Array(48).fill(0.1);
  const translation = Float32Array.of(0, 0, 0.6);
  const { joints } = decodeHands(hand, pose, null, translation);
  const object = Float64Array.of(1, 0, 0, 0.02, 0, 1, 0, 0, 0, 0, 1, 0.6);
  const sequence = {
    subject: 'someone',
    name: 'take',
    side: 'right' as const,
    handCalibration: 'someone',
    extrinsics: 'room',
    serials: [view],
    objects: [2],
    grasped: 0,
    hand: Array.from({ length: 3 }, () => ({ pose, translation })),
    objectPoses: Array.from({ length: 3 }, () => [object]),
  };
  await writer.writeHandModels();
  await writer.writeIntrinsics(view, camera);
  const still = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
  await writer.writeExtrinsics('room', view, new Map([[view, still]]), still);
  await writer.writeHandCalibration('someone', new Float32Array(10));
  const color: [number, number, number] = [1, 0, 0];
  const mesh = { vertices: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), faces: Uint32Array.of(0, 1, 2) };
  await writer.writeObjectModels([
    { id: 2, name: '003_cracker_box', color, uvs: null, texture: null, ...mesh },
  ]);
  await writer.writeSequence(sequence);
  for (const frame of [0, 1, 2]) {
    await writer.writeFrame(sequence, view, frame, camera, {
      color: new Uint8Array(64 * 48 * 3).map((_, i) => (i * 7) % 256),
      depth: null,
      segmentation: new Uint8Array(64 * 48),
      hand: { pose, translation, joints, joints2d: projectPoints(camera, joints) },
      objectPoses: [object],
    });
  }
}

const run = (...args: string[]) => runCli('data', 'check', ...args);

beforeEach(async () => {
  rmSync(root, { recursive: true, force: true });
  await writeCapture();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

it('finds nothing in a clean capture and says so with 0', async () => {
  const { code, text } = await run(root);
  expect(text).toContain('(DexYCB): 1 sequences, 3 pictures, 3 labelled hands\nnothing wrong was found');
  expect(text).not.toContain('no hand model');
  expect(code).toBe(0);
});

it('gives its findings as JSON, whether the flag stands before the folder or after it', async () => {
  for (const args of [
    [root, '--json'],
    ['--json', root],
  ]) {
    const { code, text } = await run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ findings: [], hands: ['builtin-right', 'builtin-left'] });
  }
});

it('counts planted faults of several kinds, gives examples and a JSON file, and exits with 42', async () => {
  const frames = join(root, 'someone', 'take', view);
  truncateSync(join(frames, 'color_000000.jpg'), 500);
  truncateSync(join(frames, 'color_000002.jpg'), 500);
  unlinkSync(join(frames, 'labels_000001.npz'));
  writeFileSync(join(root, 'calibration', 'mano_someone', 'mano.yml'), 'betas:\n- 1\n');
  const json = join(folder, 'report.json');
  const { code, text } = await run(root, '--json', json, '--examples', '1');
  expect(code).toBe(42);
  expect(text).toMatch(/image unreadable {2}2\n/);
  expect(text).toMatch(/label missing {5}1\n/);
  expect(text).toMatch(/hand shape:\n {2}calibration\/mano_someone\/mano\.yml: betas/);
  const report = JSON.parse(readFileSync(json, 'utf8'));
  expect(report.hands).toEqual(['builtin-right', 'builtin-left']);
  expect(report.findings.map(({ kind, count }: { kind: string; count: number }) => [kind, count])).toEqual([
    ['image unreadable', 2],
    ['hand shape', 1],
    ['label missing', 1],
  ]);
  expect(report.findings[0].examples).toHaveLength(1);
});

it('says when poses could not be checked, and what a wrong call lacks', async () => {
  vi.stubEnv('MANO_DIR', '');
  unlinkSync(join(root, 'hand_model.json'));
  const { code, text } = await run(root);
  expect([code, text]).toEqual([0, expect.stringContaining('no hand model was at hand')]);
  const nowhere = await run(join(folder, 'nowhere'));
  expect(nowhere.code).toBe(42);
  expect(nowhere.errors).toMatch(/nowhere: no such file or folder; expected the root of a dataset/);
  expect((await run(root, '--every', 'x')).errors).toMatch(
    /--every: expected a whole number from 1, found "x"/,
  );
  expect((await run(root, '--hand', join(folder, 'none.pkl'))).errors).toMatch(
    /--hand: expected builtin, mano, or a file or folder that exists, found/,
  );
});
