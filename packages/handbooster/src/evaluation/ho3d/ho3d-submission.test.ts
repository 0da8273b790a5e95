import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { MANO_TIPS } from '../../hand/model/finger-tips.js';
import { evaluateHo3d } from './ho3d-evaluation.js';
import { Ho3dSubmission } from './ho3d-submission.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ho3d-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The one member of a ZIP, by the fields of its local header. */
function member(path: string): { name: string; text: string } {
  const bytes = readFileSync(path);
  const [nameLength, extraLength] = [bytes.readUInt16LE(26), bytes.readUInt16LE(28)];
  const body = bytes.subarray(
    30 + nameLength + extraLength,
    30 + nameLength + extraLength + bytes.readUInt32LE(18),
  );
  return { name: bytes.toString('utf8', 30, 30 + nameLength), text: inflateRawSync(body).toString() };
}

const point = (i: number) => [0.001 * i, 0.002 * i + 0.1, 0.5 - 0.0001 * i];
const mesh = Float32Array.from(Array.from({ length: 778 }, (_, v) => point(v)).flat());
const joints = Float32Array.from(Array.from({ length: 21 }, (_, j) => point(j + 7)).flat());

test('places the wrist at the root, in OpenGL axes and HO3D order, with HO3D tips', () => {
  const submission = new Ho3dSubmission();
  submission.add({ joints, vertices: mesh }, [0.1, -0.2, 0.6], MANO_TIPS.ho3d);
  const path = join(folder, 'pred.zip');
  submission.write(path);
  const { name, text } = member(path);
  expect(name).toBe('pred.json');
  expect(text).not.toMatch(/e|NaN|Infinity/);
  const [[xyz], [verts]] = JSON.parse(text);
  expect([xyz.length, verts.length]).toEqual([21, 778]);
  const wrist = point(7);
  const placed = ([x, y, z]: number[]) => [x - wrist[0] + 0.1, -(y - wrist[1] - 0.2), -(z - wrist[2] + 0.6)];
  expect(xyz[0]).toBeAllclose([0.1, 0.2, -0.6], { absolute: 1e-6 });
  // HO3D's second joint is the index knuckle, joint 5 of the 21; the last is the little fingertip.
  expect(xyz[1]).toBeAllclose(placed(point(5 + 7)), { absolute: 1e-6 });
  expect(xyz[16]).toBeAllclose(placed(point(744)), { absolute: 1e-6 });
  expect(xyz[20]).toBeAllclose(placed(point(672)), { absolute: 1e-6 });
  expect(verts[300]).toBeAllclose(placed(point(300)), { absolute: 1e-6 });
});

test('scores a perfect submission as perfect, and refuses another mesh', () => {
  const submission = new Ho3dSubmission();
  submission.add({ joints, vertices: mesh }, [0, 0, 0.5], null);
  const path = join(folder, 'perfect.zip');
  submission.write(path);
  const [xyz, verts] = JSON.parse(member(path).text);
  writeFileSync(join(folder, 'evaluation_xyz.json'), JSON.stringify(xyz));
  writeFileSync(join(folder, 'evaluation_verts.json'), JSON.stringify(verts));
  writeFileSync(join(folder, 'pred.json'), member(path).text);
  const scores = evaluateHo3d(folder, join(folder, 'pred.json'));
  expect([scores.xyz_mean3d, scores.mesh_mean3d, scores.f_score_5]).toEqual([0, 0, 1]);
  expect(() => submission.add({ joints, vertices: mesh.subarray(3) }, [0, 0, 1], null)).toThrow(InputError);
});
