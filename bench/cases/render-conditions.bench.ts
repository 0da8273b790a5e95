import { applyRigid, type Camera, type Mesh } from 'handbooster/geometry';
import { closedFaces, decodeHands, loadBuiltinHand } from 'handbooster/hand';
import { type ObjectModel, proceduralObjects } from 'handbooster/objects';
import { ConditionWorkspace, GBuffer, rasterise, renderConditionMaps } from 'handbooster/render';
import type { BenchRow } from '../support/bench-row.js';
import { type BrowserRendering, renderInChromium } from '../support/three-in-chromium.js';

export const name = 'Condition maps';

const SIZE = 256;
const ROUNDS = 20;
const BATCHES = 60;
const BATCH = 4;

export async function run(): Promise<BenchRow[]> {
  const object = quartered(proceduralObjects().find(({ name }) => name === '024_bowl') as ObjectModel);
  const cameraFromObject = Float64Array.of(
    0.8,
    0.48,
    -0.36,
    0.02,
    0.6,
    -0.64,
    0.48,
    0.03,
    0,
    -0.6,
    -0.8,
    0.42,
  );
  const camera: Camera = { fx: 480, fy: 480, cx: 127.5, cy: 127.5, width: SIZE, height: SIZE };
  const hand = placedHand();
  const scene = { camera, hand, objects: [{ model: object, cameraFromObject }] };
  const meshes: Mesh[] = [
    hand,
    { vertices: applyRigid(cameraFromObject, object.vertices), faces: object.faces },
  ];
  const faces = meshes.reduce((sum, mesh) => sum + mesh.faces.length / 3, 0);

  const workspace = new ConditionWorkspace();
  const maps = fastest(() => renderConditionMaps(scene, { workspace }));
  const buffer = new GBuffer();
  const raster = fastest(() => rasterise(meshes, camera, { buffer, cull: 'back' }));
  const plain = fastest(() => plainRasteriser(meshes, camera), 3);
  const [reference, tells] = [plainRasteriser(meshes, camera), rasterise(meshes, camera, { cull: 'back' })];
  const what = `${SIZE}x${SIZE}, hand + object, ${faces} faces`;

  let missing = '';
  const browser = await renderInChromium(
    meshes.map((mesh, i) => ({
      ...mesh,
      uvs: i === 0 ? null : object.uvs,
      texture: i === 0 ? null : object.texture,
      smooth: i === 0,
    })),
    camera,
    ROUNDS,
    (reason) => {
      missing = reason;
    },
  );
  const rows: BenchRow[] = [
    {
      path: `normal + texture map, ${what}`,
      ours: 1000 / maps,
      reference: browser ? 1000 / browser.milliseconds : null,
      unit: 'conditions/s',
      ratio: browser ? browser.milliseconds / maps : null,
      note: browser
        ? `one core, processor time; reference: three.js in headless Chromium on all cores, by the clock, ${browser.renderer}`
        : `one core; no reference: ${missing}`,
    },
    {
      path: `G-buffer, ${what}`,
      ours: 1000 / raster,
      reference: 1000 / plain,
      unit: 'pictures/s',
      ratio: plain / raster,
      note: `one core; reference: plain loop over the bounding box of each face; masks IoU ${overlap(tells.mesh, reference.mesh).toFixed(5)}`,
    },
  ];
  if (browser) rows.push(...agreement(tells, renderConditionMaps(scene).normal as Uint8Array, browser));
  return rows;
}

/** IoU of the masks and differences of depth and normal maps against the browser's pictures. */
function agreement(
  ours: GBuffer,
  normal: Uint8Array,
  { hard, normal: theirs }: BrowserRendering,
): BenchRow[] {
  const mesh = Int16Array.from({ length: ours.mesh.length }, (_, i) => Math.round(hard[i * 4 + 1]) - 1);
  const differences: number[] = [];
  const levels: number[] = [];
  for (let i = 0; i < mesh.length; i++) {
    if (mesh[i] < 0 || mesh[i] !== ours.mesh[i]) continue;
    differences.push(Math.abs(ours.depth[i] - hard[i * 4]) * 1000);
    for (let k = 0; k < 3; k++) levels.push(Math.abs(normal[i * 3 + k] - theirs[i * 4 + k]));
  }
  const at = (of: number[], share: number) => of.sort((a, b) => a - b)[Math.floor(share * (of.length - 1))];
  return [
    {
      path: 'agreement with three.js: mask IoU, worst of hand and object',
      ours: overlap(ours.mesh, mesh),
      reference: 0.99,
      unit: 'IoU',
      ratio: overlap(ours.mesh, mesh) / 0.99,
      note:
        `depth differs by ${at(differences, 0.5).toFixed(4)} mm (median), ${at(differences, 0.99).toFixed(4)} mm (99%), ` +
        `normal maps by ${at(levels, 0.5)} of 255 (median), ${at(levels, 0.9)} (90%); reference: the least wanted`,
    },
  ];
}

function overlap(a: Int16Array, b: Int16Array): number {
  let worst = 1;
  for (const mesh of new Set(a)) {
    if (mesh < 0) continue;
    let both = 0;
    let either = 0;
    for (let i = 0; i < a.length; i++) {
      if (a[i] === mesh && b[i] === mesh) both++;
      if (a[i] === mesh || b[i] === mesh) either++;
    }
    worst = Math.min(worst, both / either);
  }
  return worst;
}

/**
 * Milliseconds of processor time of one call, so that neighbours on the machine count little: the fastest
 * batch, after warming up.
 */
function fastest(call: () => unknown, rounds = ROUNDS): number {
  for (let i = 0; i < rounds; i++) call();
  const now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let best = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = now();
    for (let i = 0; i < BATCH; i++) call();
    best = Math.min(best, (now() - start) / BATCH);
  }
  return best;
}

function placedHand(): { vertices: Float32Array; faces: Uint32Array } {
  const model = loadBuiltinHand();
  const pose = new Float32Array(48);
  pose.set([1.1, -0.6, 0.4]);
  for (let joint = 1; joint < 13; joint++) pose[joint * 3 + 2] = 0.4;
  const { vertices } = decodeHands(model, pose, null, [0, 0, 0]);
  const middle = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < vertices.length; i += 3) sum += vertices[i];
    return sum / (vertices.length / 3);
  });
  for (let i = 0; i < vertices.length; i++) vertices[i] -= middle[i % 3];
  for (let i = 2; i < vertices.length; i += 3) vertices[i] += 0.36;
  return { vertices, faces: closedFaces(model) };
}

/** The same surface with each face cut into four. */
function quartered(model: ObjectModel): ObjectModel {
  const vertices = Array.from(model.vertices);
  const middles = new Map<string, number>();
  const middle = (a: number, b: number) => {
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    let found = middles.get(key);
    if (found === undefined) {
      found = vertices.length / 3;
      middles.set(key, found);
      for (let k = 0; k < 3; k++) vertices.push((vertices[a * 3 + k] + vertices[b * 3 + k]) / 2);
    }
    return found;
  };
  const faces: number[] = [];
  const uvs: number[] = [];
  for (let f = 0; f < model.faces.length / 3; f++) {
    const [a, b, c] = model.faces.subarray(f * 3, f * 3 + 3);
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    faces.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
    const uv = model.uvs?.subarray(f * 6, f * 6 + 6) as Float32Array;
    const [A, B, C] = [0, 2, 4].map((i) => [uv[i], uv[i + 1]]);
    const between = (p: number[], q: number[]) => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    const [AB, BC, CA] = [between(A, B), between(B, C), between(C, A)];
    uvs.push(...[A, AB, CA, AB, B, BC, CA, BC, C, AB, BC, CA].flat());
  }
  return {
    ...model,
    vertices: Float32Array.from(vertices),
    faces: Uint32Array.from(faces),
    uvs: Float32Array.from(uvs),
  };
}

/** As one would write it first: each face, each pixel of its box, weights from areas, divided by depth. */
function plainRasteriser(meshes: readonly Mesh[], camera: Camera) {
  const { width, height, fx, fy, cx, cy } = camera;
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  const mesh = new Int16Array(width * height).fill(-1);
  const weights = new Float32Array(width * height * 2);
  meshes.forEach(({ vertices, faces }, m) => {
    for (let f = 0; f < faces.length; f += 3) {
      const corners = [0, 1, 2].map((k) => {
        const v = faces[f + k] * 3;
        const z = vertices[v + 2];
        return { x: (fx * vertices[v]) / z + cx, y: (fy * vertices[v + 1]) / z + cy, z };
      });
      const [a, b, c] = corners;
      const area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
      // y points down: faces that look at the camera turn the other way.
      if (area >= 0) continue;
      const xs = corners.map(({ x }) => x);
      const ys = corners.map(({ y }) => y);
      for (let y = Math.max(0, Math.ceil(Math.min(...ys))); y <= Math.min(height - 1, Math.max(...ys)); y++) {
        for (
          let x = Math.max(0, Math.ceil(Math.min(...xs)));
          x <= Math.min(width - 1, Math.max(...xs));
          x++
        ) {
          const w0 = ((b.x - x) * (c.y - y) - (b.y - y) * (c.x - x)) / area;
          const w1 = ((c.x - x) * (a.y - y) - (c.y - y) * (a.x - x)) / area;
          const w2 = 1 - w0 - w1;
          if (w0 < 0 || w1 < 0 || w2 < 0) continue;
          const inverse = w0 / a.z + w1 / b.z + w2 / c.z;
          const i = y * width + x;
          if (1 / inverse >= depth[i]) continue;
          depth[i] = 1 / inverse;
          mesh[i] = m;
          weights[i * 2] = w0 / a.z / inverse;
          weights[i * 2 + 1] = w1 / b.z / inverse;
        }
      }
    }
  });
  return { depth, mesh, weights };
}
