import * as THREE from 'three';

export const SKIN = 0xd9a184;

/** A mesh with smooth shading. @param vertices (V, 3). @param faces (F, 3) */
export function smoothMesh(
  vertices: ArrayLike<number>,
  faces: ArrayLike<number>,
  material: THREE.Material = skinMaterial(),
): THREE.Mesh {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(Float32Array.from(vertices), 3));
  geometry.setIndex(new THREE.BufferAttribute(Uint32Array.from(faces), 1));
  geometry.computeVertexNormals();
  return new THREE.Mesh(geometry, material);
}

export function skinMaterial(): THREE.MeshStandardMaterial {
  return new THREE.MeshStandardMaterial({ color: SKIN, roughness: 0.75, side: THREE.DoubleSide });
}

/** A mesh whose corners have places in a texture. @param uvs (F, 3, 2), (0, 0) at the bottom left */
export function texturedMesh(
  vertices: ArrayLike<number>,
  faces: ArrayLike<number>,
  uvs: ArrayLike<number>,
  texture: THREE.Texture,
): THREE.Mesh {
  const indexed = new THREE.BufferGeometry();
  indexed.setAttribute('position', new THREE.BufferAttribute(Float32Array.from(vertices), 3));
  indexed.setIndex(new THREE.BufferAttribute(Uint32Array.from(faces), 1));
  indexed.computeVertexNormals();
  const geometry = indexed.toNonIndexed();
  geometry.setAttribute('uv', new THREE.BufferAttribute(Float32Array.from(uvs), 2));
  indexed.dispose();
  const material = new THREE.MeshStandardMaterial({ map: texture, roughness: 0.8, side: THREE.DoubleSide });
  return new THREE.Mesh(geometry, material);
}

/** The pyramid that a picture's camera sees, as far as a depth (metres). */
export function frustum(
  camera: { fx: number; fy: number; cx: number; cy: number; width: number; height: number },
  depth: number,
  color: THREE.ColorRepresentation,
): THREE.LineSegments {
  const { fx, fy, cx, cy, width, height } = camera;
  const corner = (x: number, y: number) => [((x - cx) / fx) * depth, ((y - cy) / fy) * depth, depth];
  const corners = [
    corner(-0.5, -0.5),
    corner(width - 0.5, -0.5),
    corner(width - 0.5, height - 0.5),
    corner(-0.5, height - 0.5),
  ];
  const points = corners.flatMap((at, i) => [0, 0, 0, ...at, ...at, ...corners[(i + 1) % 4]]);
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(Float32Array.from(points), 3));
  return new THREE.LineSegments(
    geometry,
    new THREE.LineBasicMaterial({ color, transparent: true, opacity: 0.7 }),
  );
}

/** Colours of numbers from 0 to 1 on vertices: dark blue, teal, green, yellow, red, as in the report. */
export function colorVertices(mesh: THREE.Mesh, values: ArrayLike<number>): void {
  const colors = new Float32Array(3 * values.length);
  for (let i = 0; i < values.length; i++) colors.set(scaleColor(values[i]), 3 * i);
  mesh.geometry.setAttribute('color', new THREE.BufferAttribute(colors, 3));
  const material = mesh.material as THREE.MeshStandardMaterial;
  material.vertexColors = true;
  material.color.set(0xffffff);
  material.needsUpdate = true;
}

const STOPS = [0x263680, 0x1e8ca0, 0x5ab95a, 0xf5cd3c, 0xcd2828].map((color) => new THREE.Color(color));

/** Linear RGB of a number from 0 to 1, on the scale of `colorVertices`. */
export function scaleColor(value: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, value)) * (STOPS.length - 1);
  const below = Math.min(STOPS.length - 2, Math.floor(at));
  const { r, g, b } = STOPS[below].clone().lerp(STOPS[below + 1], at - below);
  return [r, g, b];
}
