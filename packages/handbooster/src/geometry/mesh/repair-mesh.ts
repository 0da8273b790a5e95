import { InputError } from '../../base/errors/input-error.js';
import { faceAreas, signedVolume } from './area-and-volume.js';
import { closeBoundary } from './close-boundary.js';
import { inspectMesh, type MeshInspection, shellOfFaces } from './inspect-mesh.js';
import type { Mesh } from './mesh.js';
import { orientFaces } from './orient-faces.js';
import { weld } from './weld.js';

export interface RepairMeshOptions {
  /** Larger than this, metres, is taken for millimetres. Nothing a hand grasps is 3 m long. */
  largestExtent: number;
  /** Smaller than this, metres, is refused: nothing a hand grasps, more likely another unit. */
  smallestExtent: number;
  /**
   * Holes with this share of the surface's area or more, once closed, are refused: the shape is a guess
   * there.
   */
  largestHole: number;
  /** Loose parts with less than this share of the area are dropped: debris of a scan. */
  debris: number;
}

export const REPAIR_MESH_DEFAULTS: RepairMeshOptions = {
  largestExtent: 3,
  smallestExtent: 0.005,
  largestHole: 0.35,
  debris: 0.005,
};

/** A mesh made solid. */
export interface RepairedMesh extends Mesh {
  /** What was done, in words, empty for a mesh that was right. */
  repairs: string[];
  /** The result; `solid` unless non-manifold edges remain, which signed distances bear. */
  inspection: MeshInspection;
  /** Factor the coordinates were multiplied by. */
  scale: number;
}

/**
 * Makes a closed, outward, welded solid in metres of an object's mesh, or throws InputError naming the defect
 * (`name` is the object or file). Texture coordinates do not survive: this is the shape for distances,
 * volumes and physics, beside the mesh that is drawn.
 */
export function repairMesh(mesh: Mesh, name: string, options: Partial<RepairMeshOptions> = {}): RepairedMesh {
  const { largestExtent, smallestExtent, largestHole, debris } = { ...REPAIR_MESH_DEFAULTS, ...options };
  const repairs: string[] = [];
  const found = inspectMesh(mesh);
  if (found.faces === 0) throw new InputError(`${name}: the mesh has no faces`);
  if (found.strayFaces > 0) {
    throw new InputError(
      `${name}: ${found.strayFaces} faces name vertices past the last of ${found.vertices}`,
    );
  }
  if (found.badVertices > 0)
    throw new InputError(`${name}: ${found.badVertices} vertices are not finite numbers`);
  let { vertices } = mesh;
  let scale = 1;
  if (found.extent > largestExtent) {
    scale = 0.001;
    if (found.extent * scale > largestExtent || found.extent * scale < smallestExtent) {
      throw new InputError(
        `${name}: ${found.extent.toPrecision(3)} m long; expected an object of hand size, in metres`,
      );
    }
    vertices = vertices.map((value) => value * scale);
    repairs.push(`${found.extent.toPrecision(3)} long, taken for millimetres`);
  } else if (found.extent < smallestExtent) {
    throw new InputError(
      `${name}: ${(found.extent * 1000).toPrecision(3)} mm long; expected an object of hand size, in metres: check its unit`,
    );
  }
  let solid: Mesh = weld({ vertices, faces: mesh.faces });
  const seams = mesh.vertices.length / 3 - solid.vertices.length / 3;
  solid = withoutDoubled(solid, repairs);
  solid = withoutDebris(solid, debris, repairs);
  const oriented = orientFaces(solid);
  if (oriented.turned > 0) {
    const all = oriented.turned === solid.faces.length / 3;
    repairs.push(all ? 'turned inside out' : `${oriented.turned} faces turned round`);
  }
  solid = { vertices: solid.vertices, faces: oriented.faces };
  solid = closed(solid, largestHole, name, repairs);
  const volume = signedVolume(solid);
  const extent = found.extent * scale;
  if (!(volume > 1e-5 * extent ** 3)) {
    throw new InputError(
      `${name}: encloses ${(volume * 1e6).toPrecision(2)} cm3 at ${(extent * 100).toPrecision(3)} cm length: ` +
        'a sheet, not a solid; give it thickness',
    );
  }
  const inspection = inspectMesh(solid);
  if (inspection.nonManifoldEdges > 0) {
    repairs.push(`${inspection.nonManifoldEdges} edges with three faces or more left as they are`);
  }
  if (seams > 0 && repairs.length > 0) repairs.unshift(`${seams} doubled vertices joined`);
  return { ...solid, repairs, inspection, scale };
}

function withoutDoubled(mesh: Mesh, repairs: string[]): Mesh {
  const seen = new Set<string>();
  const kept: number[] = [];
  for (let f = 0; f < mesh.faces.length; f += 3) {
    const corners = mesh.faces.subarray(f, f + 3);
    const key = corners.slice().sort().join();
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(...corners);
  }
  const dropped = (mesh.faces.length - kept.length) / 3;
  if (dropped === 0) return mesh;
  repairs.push(`${dropped} doubled faces dropped`);
  return { vertices: mesh.vertices, faces: Uint32Array.from(kept) };
}

function withoutDebris(mesh: Mesh, share: number, repairs: string[]): Mesh {
  const shells = shellOfFaces(mesh.faces);
  const areas = faceAreas(mesh);
  const sums: number[] = [];
  let total = 0;
  shells.forEach((shell, f) => {
    sums[shell] = (sums[shell] ?? 0) + areas[f];
    total += areas[f];
  });
  const small = sums.map((sum) => sum < share * total);
  if (!small.some(Boolean) || small.every(Boolean)) return mesh;
  repairs.push(`${small.filter(Boolean).length} loose bits dropped`);
  const faces = mesh.faces.filter((_, i) => !small[shells[Math.floor(i / 3)]]);
  return withoutUnused({ vertices: mesh.vertices, faces });
}

function withoutUnused(mesh: Mesh): Mesh {
  const index = new Map<number, number>();
  const vertices: number[] = [];
  const faces = mesh.faces.map((vertex) => {
    let to = index.get(vertex);
    if (to === undefined) {
      to = index.size;
      index.set(vertex, to);
      vertices.push(...mesh.vertices.subarray(3 * vertex, 3 * vertex + 3));
    }
    return to;
  });
  return { vertices: Float32Array.from(vertices), faces };
}

function closed(mesh: Mesh, largestHole: number, name: string, repairs: string[]): Mesh {
  const faces = closeBoundary(mesh);
  const added = (faces.length - mesh.faces.length) / 3;
  if (added === 0) return mesh;
  const areas = faceAreas({ vertices: mesh.vertices, faces });
  const old = areas.subarray(0, areas.length - added).reduce((sum, area) => sum + area, 0);
  const caps = areas.subarray(areas.length - added).reduce((sum, area) => sum + area, 0);
  if (caps > largestHole * old) {
    throw new InputError(
      `${name}: open: its holes, closed, would be ${Math.round((100 * caps) / (old + caps))} per cent of its surface; close the mesh`,
    );
  }
  repairs.push(
    `holes closed with ${added} faces (${((100 * caps) / old).toFixed(1)} per cent of the surface)`,
  );
  return { vertices: mesh.vertices, faces };
}
