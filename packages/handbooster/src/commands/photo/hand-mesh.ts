import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { HandEstimate } from '../../reconstruction/photo/hand-estimate.js';

/** The hand where the camera has it; a mirrored hand's faces turned, so that their outsides stay outside. */
export function handMesh({ side, vertices, wrist }: HandEstimate, faces: Uint32Array): Mesh {
  return {
    vertices: vertices.map((value, i) => value + wrist[i % 3]),
    faces: side === 'right' ? faces : turned(faces),
  };
}

function turned(faces: Uint32Array): Uint32Array {
  const out = faces.slice();
  for (let i = 0; i < out.length; i += 3) [out[i + 1], out[i + 2]] = [out[i + 2], out[i + 1]];
  return out;
}
