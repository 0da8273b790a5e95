import { Document, NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';

const SKIN: [number, number, number, number] = [0.85, 0.62, 0.5, 1];
/** A quarter turn about x: z of the object's frame, up for models that stand, is y in glTF. */
const UPRIGHT: [number, number, number, number] = [-Math.SQRT1_2, 0, 0, Math.SQRT1_2];

/**
 * One grasp as a binary glTF, metres: a node `grasp` turned upright with meshes `hand` (smooth) and the
 * object's name (with its texture) in the object's frame. The verdict and measures are in the node's extras.
 */
export async function graspGlb(
  hand: HandModel,
  object: ObjectModel,
  grasp: Pick<GraspRecord, 'id' | 'pose' | 'betas' | 'translation' | 'valid' | 'holding' | 'measures'>,
): Promise<Uint8Array> {
  const document = new Document();
  document.createBuffer();
  const { vertices } = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation);
  const skin = document
    .createMaterial('skin')
    .setBaseColorFactor(SKIN)
    .setRoughnessFactor(0.8)
    .setMetallicFactor(0);
  const surface = document.createMaterial(object.name).setRoughnessFactor(0.9).setMetallicFactor(0);
  const uvs = object.texture === null ? null : object.uvs;
  if (object.texture !== null && uvs !== null) {
    const { width, height, pixels } = object.texture;
    const image = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const texture = document
      .createTexture(object.name)
      .setImage(new Uint8Array(image))
      .setMimeType('image/png');
    surface.setBaseColorTexture(texture);
  } else surface.setBaseColorFactor([...linear(object.color), 1]);
  const handMesh = { vertices, faces: closedFaces(hand) };
  const handPart = primitive(document, handMesh, null).setMaterial(skin);
  handPart.setAttribute('NORMAL', vectors(document, vertexNormals(handMesh)));
  // Without normals a viewer shades each face flat: boxes keep their edges.
  const objectPart = primitive(document, object, uvs).setMaterial(surface);
  const root = document
    .createNode('grasp')
    .setRotation(UPRIGHT)
    .setExtras({ id: grasp.id, valid: grasp.valid, holding: grasp.holding, measures: { ...grasp.measures } })
    .addChild(document.createNode('hand').setMesh(document.createMesh('hand').addPrimitive(handPart)))
    .addChild(
      document.createNode(object.name).setMesh(document.createMesh(object.name).addPrimitive(objectPart)),
    );
  const scene = document.createScene(grasp.id).addChild(root);
  document.getRoot().setDefaultScene(scene);
  return new NodeIO().writeBinary(document);
}

/** glTF's colour factors are linear, the models' are as on a screen (sRGB). */
function linear(color: readonly [number, number, number]): [number, number, number] {
  const [r, g, b] = color.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return [r, g, b];
}

function vectors(document: Document, values: Float32Array) {
  return document
    .createAccessor()
    .setType('VEC3')
    .setArray(values.slice() as Float32Array<ArrayBuffer>)
    .setBuffer(document.getRoot().listBuffers()[0]);
}

/**
 * A mesh as a primitive. glTF has texture coordinates by vertex, so a vertex with several becomes several.
 */
function primitive(document: Document, { vertices, faces }: Mesh, uvs: Float32Array | null) {
  const buffer = document.getRoot().listBuffers()[0];
  const indices = document.createAccessor().setType('SCALAR').setBuffer(buffer);
  const part = document.createPrimitive().setIndices(indices);
  if (uvs === null) {
    indices.setArray(Uint32Array.from(faces));
    return part.setAttribute('POSITION', vectors(document, vertices));
  }
  const known = new Map<string, number>();
  const positions: number[] = [];
  const coordinates: number[] = [];
  const corners = Uint32Array.from(faces, (vertex, corner) => {
    const [u, v] = [uvs[2 * corner], uvs[2 * corner + 1]];
    const key = `${vertex} ${u} ${v}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, known.size);
    positions.push(vertices[3 * vertex], vertices[3 * vertex + 1], vertices[3 * vertex + 2]);
    // glTF's (0, 0) is the image's top left.
    coordinates.push(u, 1 - v);
    return known.size - 1;
  });
  indices.setArray(corners);
  const texcoords = document
    .createAccessor()
    .setType('VEC2')
    .setArray(Float32Array.from(coordinates))
    .setBuffer(buffer);
  return part
    .setAttribute('POSITION', vectors(document, Float32Array.from(positions)))
    .setAttribute('TEXCOORD_0', texcoords);
}
