import { Document, NodeIO } from '@gltf-transform/core';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import type { HandEstimate } from '../../reconstruction/photo/hand-estimate.js';
import { handMesh } from './hand-mesh.js';

const SKIN: [number, number, number, number] = [0.75, 0.36, 0.22, 1];

/**
 * A hand as a binary glTF: metres, the camera at the origin looking along -z with y up, as glTF's cameras do.
 */
export async function handGlb(hand: HandEstimate, faces: Uint32Array): Promise<Uint8Array> {
  const mesh = uprightMesh(hand, faces);
  const document = new Document();
  const buffer = document.createBuffer();
  const vectors = (values: Float32Array) =>
    document
      .createAccessor()
      .setType('VEC3')
      .setArray(values.slice() as Float32Array<ArrayBuffer>)
      .setBuffer(buffer);
  const skin = document
    .createMaterial('skin')
    .setBaseColorFactor(SKIN)
    .setMetallicFactor(0)
    .setRoughnessFactor(0.8);
  const primitive = document
    .createPrimitive()
    .setIndices(
      document.createAccessor().setType('SCALAR').setArray(Uint32Array.from(mesh.faces)).setBuffer(buffer),
    )
    .setAttribute('POSITION', vectors(mesh.vertices))
    .setAttribute('NORMAL', vectors(vertexNormals(mesh)))
    .setMaterial(skin);
  const node = document
    .createNode(`${hand.side} hand`)
    .setMesh(document.createMesh('hand').addPrimitive(primitive));
  document.getRoot().setDefaultScene(document.createScene('hand').addChild(node));
  return new NodeIO().writeBinary(document);
}

/**
 * A hand as Wavefront OBJ, upright in viewers as its GLB is: metres, x right, y up, the camera looking along
 * -z.
 */
export function handObj(hand: HandEstimate, faces: Uint32Array): string {
  const { vertices, faces: turned } = uprightMesh(hand, faces);
  const lines = [
    `# ${hand.side} hand, metres; axes: x right, y up, z towards the camera, which is at the origin (as in the GLB)`,
    '# in the camera axes of the JSON (x right, y down, z forward) a vertex is (x, -y, -z)',
  ];
  for (let i = 0; i < vertices.length; i += 3) {
    lines.push(`v ${[...vertices.subarray(i, i + 3)].map((value) => value.toFixed(6)).join(' ')}`);
  }
  for (let i = 0; i < turned.length; i += 3) {
    lines.push(`f ${[...turned.subarray(i, i + 3)].map((vertex) => vertex + 1).join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The hand with y up, seen along -z. */
function uprightMesh(hand: HandEstimate, faces: Uint32Array): Mesh {
  const { vertices, faces: turned } = handMesh(hand, faces);
  // Half a turn about x: no mirroring, so faces stay as they are.
  return {
    vertices: vertices.map((value, i) => (i % 3 === 0 || value === 0 ? value : -value)),
    faces: turned,
  };
}

/** Points (N, k) as nested lists of so many digits. */
export function pointList(points: ArrayLike<number>, width: number, digits: number): number[][] {
  return Array.from({ length: points.length / width }, (_, i) =>
    Array.from({ length: width }, (_, k) => Number(points[i * width + k].toFixed(digits))),
  );
}
