import sharp from 'sharp';
import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { faceNormals, vertexNormals } from '../../geometry/mesh/normals.js';
import { axisAngleToMatrix, rotateVector } from '../../geometry/rotations.js';
import { add, cross, scale, unit, type Vector, vectorAt } from '../../geometry/vector.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { rasterise } from '../../render/raster/rasterise.js';

/** A grasp to be drawn; a `GraspRecord` is one. */
export interface SheetGrasp {
  /** (48) absolute axis-angle. */
  pose: ArrayLike<number>;
  betas: ArrayLike<number>;
  /** (3) metres, object frame. */
  translation: ArrayLike<number>;
  /** Colour of the frame: holding green, valid yellow, neither red. */
  valid?: boolean;
  holding?: boolean;
  /** Drawn under the picture. */
  caption?: string;
}

export interface GraspSheetOptions {
  columns: number;
  /** Width and height of one view, pixels. */
  size: number;
  /** From the thumb's side, from the back of the hand, from the fingertips. */
  views: readonly ('thumb' | 'back' | 'front')[];
}

export const GRASP_SHEET_DEFAULTS: GraspSheetOptions = { columns: 6, size: 150, views: ['thumb', 'back'] };

const SKIN = [0.93, 0.72, 0.6];
const THING = [0.45, 0.58, 0.72];
const MARGIN = 3;

/** Draws grasps of one object as a contact sheet and returns it as PNG bytes. */
export async function renderGraspSheet(
  model: HandModel,
  object: Mesh,
  grasps: readonly SheetGrasp[],
  options: Partial<GraspSheetOptions> = {},
): Promise<Buffer> {
  const { columns, size, views } = { ...GRASP_SHEET_DEFAULTS, ...options };
  const captions = grasps.some((grasp) => grasp.caption) ? 14 : 0;
  const cellWidth = size * views.length + 2 * MARGIN;
  const cellHeight = size + 2 * MARGIN + captions;
  const rows = Math.max(1, Math.ceil(grasps.length / columns));
  const width = cellWidth * columns;
  const height = cellHeight * rows;
  const pixels = new Uint8Array(width * height * 3).fill(255);
  const buffer = new GBuffer();
  const faces = closedFaces(model);
  const texts: string[] = [];
  grasps.forEach((grasp, i) => {
    const left = (i % columns) * cellWidth;
    const top = Math.floor(i / columns) * cellHeight;
    fillFrame(pixels, width, left, top, cellWidth - 1, size + 2 * MARGIN - 1, frameColour(grasp));
    const { vertices } = decodeHands(model, grasp.pose, grasp.betas, grasp.translation);
    views.forEach((view, v) => {
      const picture = drawView(model, { vertices, faces }, object, grasp, view, size, buffer);
      for (let y = 0; y < size; y++) {
        const to = ((top + MARGIN + y) * width + left + MARGIN + v * size) * 3;
        pixels.set(picture.subarray(y * size * 3, (y + 1) * size * 3), to);
      }
    });
    if (grasp.caption) texts.push(textElement(left + MARGIN, top + size + 2 * MARGIN + 10, grasp.caption));
  });
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (texts.length > 0) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${texts.join('')}</svg>`;
    image.composite([{ input: Buffer.from(svg), left: 0, top: 0 }]);
  }
  return image.png().toBuffer();
}

function frameColour(grasp: SheetGrasp): [number, number, number] {
  if (grasp.holding) return [70, 160, 80];
  if (grasp.valid) return [225, 180, 50];
  return grasp.valid === false ? [200, 70, 60] : [180, 180, 180];
}

function textElement(x: number, y: number, text: string): string {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="10" fill="#333">${safe}</text>`;
}

function fillFrame(
  pixels: Uint8Array,
  width: number,
  left: number,
  top: number,
  frameWidth: number,
  frameHeight: number,
  colour: [number, number, number],
): void {
  for (let y = top; y < top + frameHeight; y++) {
    for (let x = left; x < left + frameWidth; x++) pixels.set(colour, (y * width + x) * 3);
  }
}

/** One picture (size, size, 3) with both meshes inside. */
function drawView(
  model: HandModel,
  hand: Mesh,
  object: Mesh,
  grasp: SheetGrasp,
  view: 'thumb' | 'back' | 'front',
  size: number,
  buffer: GBuffer,
): Uint8Array {
  const frame = handFrame(model);
  const root = axisAngleToMatrix(grasp.pose, 0);
  const turned = (direction: ArrayLike<number>) => vectorAt(rotateVector(root, direction), 0);
  const forward = turned(frame.forward);
  const palm = turned(frame.palm);
  const radial = turned(frame.radial);
  // The camera looks along `ahead`; the fingers point to the right, or up for the other two.
  const look = {
    thumb: { ahead: add(scale(radial, -1), scale(palm, -0.35)), up: scale(palm, -1) },
    back: { ahead: add(palm, scale(radial, -0.3)), up: forward },
    front: { ahead: add(scale(forward, -1), scale(palm, -0.5)), up: scale(palm, -1) },
  }[view];
  const z = unit(look.ahead);
  const x = unit(cross(z, look.up));
  const y = cross(z, x);
  const toCamera = (vertices: Float32Array) => {
    const out = new Float32Array(vertices.length);
    for (let i = 0; i < vertices.length; i += 3) {
      const [a, b, c] = [vertices[i], vertices[i + 1], vertices[i + 2]];
      out[i] = x[0] * a + x[1] * b + x[2] * c;
      out[i + 1] = y[0] * a + y[1] * b + y[2] * c;
      out[i + 2] = z[0] * a + z[1] * b + z[2] * c;
    }
    return out;
  };
  const meshes = [hand, object].map((mesh) => ({ vertices: toCamera(mesh.vertices), faces: mesh.faces }));
  placeInFront(meshes);
  const camera: Camera = {
    fx: size * 4,
    fy: size * 4,
    cx: size - 0.5,
    cy: size - 0.5,
    width: 2 * size,
    height: 2 * size,
  };
  rasterise(meshes, camera, { buffer });
  return shade(meshes, buffer, size);
}

/** Moves both meshes, together, so that they fill a picture of half-angle atan(1 / 4). */
function placeInFront(meshes: Mesh[]): void {
  const low: Vector = [Infinity, Infinity, Infinity];
  const high: Vector = [-Infinity, -Infinity, -Infinity];
  for (const { vertices } of meshes) {
    for (let i = 0; i < vertices.length; i++) {
      low[i % 3] = Math.min(low[i % 3], vertices[i]);
      high[i % 3] = Math.max(high[i % 3], vertices[i]);
    }
  }
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2;
  const distance = half * 4.2 + (high[2] - low[2]) / 2;
  const middle = [0, 1, 2].map((k) => (low[k] + high[k]) / 2);
  for (const { vertices } of meshes) {
    for (let i = 0; i < vertices.length; i++) vertices[i] += (i % 3 === 2 ? distance : 0) - middle[i % 3];
  }
}

/** Smooth hand, flat object, one light by the camera; four samples a pixel. */
function shade(meshes: Mesh[], buffer: GBuffer, size: number): Uint8Array {
  const smooth = vertexNormals(meshes[0]);
  const flat = faceNormals(meshes[1]);
  const out = new Uint8Array(size * size * 3);
  const sum = new Float32Array(size * size * 3);
  const wide = 2 * size;
  for (let i = 0; i < wide * wide; i++) {
    const at = (Math.floor(i / wide / 2) * size + Math.floor((i % wide) / 2)) * 3;
    const face = buffer.face[i];
    if (face < 0) {
      for (let k = 0; k < 3; k++) sum[at + k] += 0.97;
      continue;
    }
    const normal: Vector = [0, 0, 0];
    const isHand = buffer.mesh[i] === 0;
    if (isHand) {
      const weights = [buffer.barycentric[2 * i], buffer.barycentric[2 * i + 1], 0];
      weights[2] = 1 - weights[0] - weights[1];
      for (let corner = 0; corner < 3; corner++) {
        const v = meshes[0].faces[3 * face + corner] * 3;
        for (let k = 0; k < 3; k++) normal[k] += weights[corner] * smooth[v + k];
      }
    } else normal.splice(0, 3, flat[3 * face], flat[3 * face + 1], flat[3 * face + 2]);
    const lit = Math.max(0, -0.35 * normal[0] - 0.5 * normal[1] - 0.79 * normal[2]);
    const colour = isHand ? SKIN : THING;
    for (let k = 0; k < 3; k++) sum[at + k] += colour[k] * (0.35 + 0.65 * lit);
  }
  for (let i = 0; i < out.length; i++) out[i] = Math.min(255, Math.round((sum[i] / 4) * 255));
  return out;
}
