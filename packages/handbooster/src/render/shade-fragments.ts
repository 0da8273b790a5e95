import type { Camera } from '../geometry/camera.js';
import type { Mesh } from '../geometry/mesh.js';
import { faceNormals, vertexNormals } from '../geometry/normals.js';
import type { ObjectModel } from '../objects/object-model.js';
import { HAND_COLOR, objectColor, PART_COLORS, PART_OF_JOINT } from './condition-colors.js';
import type { ConditionHand, ConditionScene } from './condition-scene.js';
import type { ConditionWorkspace } from './condition-workspace.js';
import { shadedOffset, shadedTable, shadeFrontally } from './frontal-shading.js';
import { type MipLevels, mipLevels } from './mip-levels.js';
import { sampleNearestLevel } from './sample-texture.js';
import { texelDensity } from './texel-density.js';

/**
 * Colours the fragments of a scene and sums them up in pixels. The normals of both maps are computed once.
 */
export class FragmentShader {
  readonly #scene: ConditionScene;
  readonly #meshes: readonly Mesh[];
  readonly #camera: Camera;
  readonly #workspace: ConditionWorkspace;
  /** (N, 3) unit normals of the fragments, camera axes. */
  readonly #normals: Float32Array;

  /** @param meshes as drawn: the hand, if there is one, the objects, the forearm, if there is one */
  constructor(scene: ConditionScene, meshes: readonly Mesh[], camera: Camera, workspace: ConditionWorkspace) {
    this.#scene = scene;
    this.#meshes = meshes;
    this.#camera = camera;
    this.#workspace = workspace;
    const { count } = workspace.fragments;
    if (workspace.normals.length < count * 3) workspace.normals = new Float32Array(count * 3);
    this.#normals = workspace.normals;
    if (workspace.sums.length !== camera.width * camera.height * 3) {
      workspace.sums = new Float32Array(camera.width * camera.height * 3);
    }
    this.#computeNormals();
  }

  /** The normal map: 0.5 n + 0.5 in OpenGL camera axes. */
  normals(): Uint8Array {
    const { count, pixel, coverage } = this.#workspace.fragments;
    const sums = this.#clear();
    const normals = this.#normals;
    for (let i = 0; i < count; i++) {
      const share = 127.5 * coverage[i];
      const p = pixel[i] * 3;
      sums[p] += share * (1 + normals[i * 3]);
      sums[p + 1] += share * (1 - normals[i * 3 + 1]);
      sums[p + 2] += share * (1 - normals[i * 3 + 2]);
    }
    return this.#round();
  }

  /** The texture map of version 2: the hand in one colour, objects in their own, lit from the front. */
  texture(): Uint8Array {
    const { count, pixel, mesh, face, coverage, barycentric, depth } = this.#workspace.fragments;
    const sums = this.#clear();
    const normals = this.#normals;
    const looks = this.#models().map((model) => (model ? lookOf(model) : HAND_LOOK));
    const metres = 1 / (this.#camera.fx * this.#camera.fy);
    const color = new Float64Array(3);
    for (let i = 0; i < count; i++) {
      const { shaded, print } = looks[mesh[i]];
      const cosine = Math.abs(normals[i * 3 + 2]);
      const p = pixel[i] * 3;
      const share = coverage[i];
      if (!print) {
        const at = shadedOffset(cosine);
        sums[p] += share * shaded[at];
        sums[p + 1] += share * shaded[at + 1];
        sums[p + 2] += share * shaded[at + 2];
        continue;
      }
      const { uvs, mips, density } = print;
      const wa = barycentric[i * 2];
      const wb = barycentric[i * 2 + 1];
      const wc = 1 - wa - wb;
      const f = face[i];
      const t = f * 6;
      // Texels in the pixel: 1 at level 0, 4 at level 1, ... and the nearest level is wanted.
      let texels = (density[f] * metres * depth[i] * depth[i]) / Math.max(cosine, 0.05);
      let level = 0;
      while (texels > 2) {
        texels /= 4;
        level++;
      }
      sampleNearestLevel(
        mips,
        wa * uvs[t] + wb * uvs[t + 2] + wc * uvs[t + 4],
        wa * uvs[t + 1] + wb * uvs[t + 3] + wc * uvs[t + 5],
        level,
        color,
      );
      shadeFrontally(color, cosine);
      sums[p] += share * color[0];
      sums[p + 1] += share * color[1];
      sums[p + 2] += share * color[2];
    }
    return this.#round();
  }

  /** The texture map of version 1: flat colours for the hand's parts and for objects. */
  flatColors(): Uint8Array {
    const { count, pixel, mesh, face, coverage } = this.#workspace.fragments;
    const sums = this.#clear();
    const { hand } = this.#scene;
    const colors = this.#models().map((model) => model && objectColor(model.id));
    const parts = hand && partColors(hand);
    for (let i = 0; i < count; i++) {
      const color = colors[mesh[i]] ?? (mesh[i] === 0 ? parts?.[face[i]] : null) ?? PART_COLORS.palm;
      const p = pixel[i] * 3;
      for (let k = 0; k < 3; k++) sums[p + k] += coverage[i] * color[k];
    }
    return this.#round();
  }

  /** The object of each drawn mesh; null for the hand and its forearm. */
  #models(): (ObjectModel | null)[] {
    return [...(this.#scene.hand ? [null] : []), ...this.#scene.objects.map(({ model }) => model), null];
  }

  /** The numbers of the rows of pixels between the first and the last fragment: all that is drawn on. */
  #span(): [number, number] {
    const { count, pixel } = this.#workspace.fragments;
    return count === 0 ? [0, 0] : [pixel[0] * 3, (pixel[count - 1] + 1) * 3];
  }

  #clear(): Float32Array {
    return this.#workspace.sums.fill(0, ...this.#span());
  }

  #round(): Uint8Array {
    const { sums } = this.#workspace;
    const out = new Uint8Array(sums.length);
    const [from, to] = this.#span();
    for (let i = from; i < to; i++) out[i] = sums[i] + 0.5;
    return out;
  }

  #computeNormals(): void {
    const { fragments } = this.#workspace;
    const { count, pixel, mesh, face, barycentric } = fragments;
    const handIndex = this.#scene.hand ? 0 : -1;
    const meshes = this.#meshes;
    const forearmIndex = this.#scene.hand?.forearm ? meshes.length - 1 : -1;
    const isSmooth = (m: number) => m === handIndex || m === forearmIndex;
    const smooth = meshes.map((each, m) => (isSmooth(m) ? vertexNormals(each) : null));
    const flat = meshes.map((each, m) => (isSmooth(m) ? null : faceNormals(each)));
    const normals = this.#normals;
    const { width, cx, cy, fx, fy } = this.#camera;
    for (let i = 0; i < count; i++) {
      const ofFace = flat[mesh[i]];
      let x: number;
      let y: number;
      let z: number;
      if (ofFace) {
        const f = face[i] * 3;
        x = ofFace[f];
        y = ofFace[f + 1];
        z = ofFace[f + 2];
      } else {
        const of = smooth[mesh[i]] as Float32Array;
        const { faces } = meshes[mesh[i]];
        const f = face[i] * 3;
        const a = faces[f] * 3;
        const b = faces[f + 1] * 3;
        const c = faces[f + 2] * 3;
        const wa = barycentric[i * 2];
        const wb = barycentric[i * 2 + 1];
        const wc = 1 - wa - wb;
        x = wa * of[a] + wb * of[b] + wc * of[c];
        y = wa * of[a + 1] + wb * of[b + 1] + wc * of[c + 1];
        z = wa * of[a + 2] + wb * of[b + 2] + wc * of[c + 2];
        const length = Math.sqrt(x * x + y * y + z * z);
        const scale = length > 0 ? 1 / length : 0;
        x *= scale;
        y *= scale;
        z *= scale;
      }
      if (ofFace) {
        // The inside of an open mesh is seen from behind: its normal is turned to the viewer.
        const column = pixel[i] % width;
        const row = (pixel[i] - column) / width;
        if (x * ((column - cx) / fx) + y * ((row - cy) / fy) + z > 0) {
          x = -x;
          y = -y;
          z = -z;
        }
      }
      normals[i * 3] = x;
      normals[i * 3 + 1] = y;
      normals[i * 3 + 2] = z;
    }
  }
}

/** How a mesh looks in texture maps of version 2. */
interface Look {
  /** Its plain colour at each step of lighting (`shadedTable`). */
  shaded: Float32Array;
  /** Null without a texture. `density` (F): texels in a square metre. */
  print: { uvs: Float32Array; mips: MipLevels; density: Float32Array } | null;
}

const HAND_LOOK: Look = { shaded: shadedTable(HAND_COLOR), print: null };

const looks = new WeakMap<ObjectModel, Look>();

function lookOf(model: ObjectModel): Look {
  let look = looks.get(model);
  if (!look) {
    const { uvs, texture, color } = model;
    look = {
      shaded: shadedTable(color.map((value) => value * 255)),
      print:
        uvs && texture
          ? { uvs, mips: mipLevels(texture), density: texelDensity(model).map((level) => 4 ** level) }
          : null,
    };
    looks.set(model, look);
  }
  return look;
}

/** The colour of each face: a finger's when all three vertices are its own, else the palm's. */
function partColors(hand: ConditionHand): (readonly [number, number, number])[] {
  const { partOfVertex, faces } = hand;
  if (!partOfVertex) {
    throw new RangeError('renderConditionMaps: texture maps of version 1 need hand.partOfVertex (V)');
  }
  return Array.from({ length: faces.length / 3 }, (_, f) => {
    const [a, b, c] = [0, 1, 2].map((k) => PART_OF_JOINT[partOfVertex[faces[f * 3 + k]]]);
    return PART_COLORS[a === b && b === c ? a : 'palm'];
  });
}
