import { signedVolume } from './area-and-volume.js';
import { meshEdges } from './edges.js';
import { shellOfFaces } from './inspect-mesh.js';
import type { Mesh } from './mesh.js';

/**
 * Faces (F, 3) wound consistently within each connected part, and outward: a part with negative volume is
 * turned round. Across edges with more than two faces nothing is compared. Inner shells (cavities) are not
 * known as such and come out outward, too: solids, for grasping, have no inside that a hand could reach.
 */
export function orientFaces(mesh: Mesh): { faces: Uint32Array; turned: number } {
  const count = mesh.faces.length / 3;
  const { ofFaces, forward, backward } = meshEdges(mesh.faces);
  const sides: number[][] = Array.from({ length: forward.length }, () => []);
  for (let i = 0; i < mesh.faces.length; i++) sides[ofFaces[i]].push(i);
  const flip = new Uint8Array(count);
  const done = new Uint8Array(count);
  for (let start = 0; start < count; start++) {
    if (done[start]) continue;
    done[start] = 1;
    const stack = [start];
    while (stack.length > 0) {
      const face = stack.pop() as number;
      for (let k = 0; k < 3; k++) {
        const side = 3 * face + k;
        const edge = ofFaces[side];
        if (forward[edge] + backward[edge] !== 2) continue;
        const other = sides[edge][0] === side ? sides[edge][1] : sides[edge][0];
        const neighbour = Math.floor(other / 3);
        if (done[neighbour]) continue;
        done[neighbour] = 1;
        // Both run the edge the same way: one of the two is turned.
        const same = forward[edge] !== 1;
        flip[neighbour] = same ? 1 - flip[face] : flip[face];
        stack.push(neighbour);
      }
    }
  }
  const faces = turn(mesh.faces, flip);
  const shells = shellOfFaces(faces);
  const shellCount = shells.reduce((most, shell) => Math.max(most, shell + 1), 0);
  const parts: number[][] = Array.from({ length: shellCount }, () => []);
  for (let f = 0; f < count; f++) parts[shells[f]].push(faces[3 * f], faces[3 * f + 1], faces[3 * f + 2]);
  const inverted = parts.map((part) => {
    const own = { vertices: mesh.vertices, faces: Uint32Array.from(part) };
    return signedVolume(centred(own)) < 0;
  });
  const final = turn(
    faces,
    Uint8Array.from(shells, (shell) => (inverted[shell] ? 1 : 0)),
  );
  let turned = 0;
  for (let f = 0; f < count; f++) if ((flip[f] === 1) !== inverted[shells[f]]) turned++;
  return { faces: final, turned };
}

/** About its own middle, so that a small hole adds little to the volume. */
function centred(mesh: Mesh): Mesh {
  const middle = [0, 0, 0];
  for (const vertex of mesh.faces) {
    for (let k = 0; k < 3; k++) middle[k] += mesh.vertices[3 * vertex + k] / mesh.faces.length;
  }
  return { vertices: mesh.vertices.map((value, i) => value - middle[i % 3]), faces: mesh.faces };
}

function turn(faces: Uint32Array, flip: Uint8Array): Uint32Array {
  const out = faces.slice();
  for (let f = 0; f < flip.length; f++) {
    if (!flip[f]) continue;
    out[3 * f + 1] = faces[3 * f + 2];
    out[3 * f + 2] = faces[3 * f + 1];
  }
  return out;
}
