import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { handFrame } from '../../hand/hand-frame.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { averageSamples } from '../../render/raster/average-samples.js';
import { rasterise } from '../../render/raster/rasterise.js';
import { supersampledCamera } from '../../render/raster/supersampled-camera.js';

/** From where a hand is looked at. */
export type HandView = 'back' | 'palm' | 'thumb';

/** Metres that a picture shows from side to side, and from how far. */
const FIELD = 0.28;
const DISTANCE = 0.7;
const SAMPLES = 3;
const SKIN = [0.79, 0.56, 0.44];
const PAPER = [0.96, 0.96, 0.95];
/** Towards the light, in the camera's axes: from the upper left in front. */
const LIGHT = [-0.45, -0.6, -0.66];

/**
 * A hand as a plain shaded surface, fingers upwards: (size, size, 3) bytes.
 *
 * @param vertices (V, 3) of the model in some shape and pose, its root not turned
 */
export function drawHand(model: HandModel, vertices: Float32Array, view: HandView, size: number): Uint8Array {
  const { forward, palm, radial } = handFrame(model);
  const ahead = { back: palm, palm: palm.map((value) => -value), thumb: radial.map((value) => -value) }[view];
  const down = forward.map((value) => -value);
  const right = cross(down, ahead);
  // All pictures show the same place of the rest pose, so that sizes can be compared.
  const middle = centre(model.template);
  const seen: Mesh = { vertices: new Float32Array(vertices.length), faces: model.faces };
  for (let v = 0; v < vertices.length; v += 3) {
    const offset = [0, 1, 2].map((k) => vertices[v + k] - middle[k]);
    seen.vertices[v] = dot(right, offset);
    seen.vertices[v + 1] = dot(down, offset);
    seen.vertices[v + 2] = dot(ahead, offset) + DISTANCE;
  }
  const focal = (size * DISTANCE) / FIELD;
  const place = (size - 1) / 2;
  const camera = { fx: focal, fy: focal, cx: place, cy: place, width: size, height: size };
  const buffer = rasterise([seen], supersampledCamera(camera, SAMPLES));
  const normals = vertexNormals(seen);
  const samples = new Float32Array(buffer.face.length * 3);
  for (let i = 0; i < buffer.face.length; i++) {
    const face = buffer.face[i];
    const color = face < 0 ? PAPER : shade(normals, model.faces, face, buffer.barycentric, 2 * i);
    for (let k = 0; k < 3; k++) samples[3 * i + k] = 255 * color[k];
  }
  return averageSamples(samples, size, size, 3, SAMPLES, new Uint8Array(size * size * 3));
}

function shade(
  normals: Float32Array,
  faces: Uint32Array,
  face: number,
  weights: Float32Array,
  at: number,
): number[] {
  const [a, b] = [weights[at], weights[at + 1]];
  const normal = [0, 1, 2].map(
    (k) =>
      a * normals[3 * faces[3 * face] + k] +
      b * normals[3 * faces[3 * face + 1] + k] +
      (1 - a - b) * normals[3 * faces[3 * face + 2] + k],
  );
  const length = Math.hypot(...normal) || 1;
  const light = Math.max(0, dot(normal, LIGHT) / length);
  // Edges darken a little, as round things do.
  const facing = Math.max(0, -normal[2] / length);
  return SKIN.map((value) => Math.min(1, value * (0.3 + 0.25 * facing + 0.75 * light)));
}

function centre(points: Float32Array): number[] {
  return [0, 1, 2].map((k) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = k; i < points.length; i += 3) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    return (low + high) / 2;
  });
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
