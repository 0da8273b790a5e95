import * as THREE from 'three';
import type { ObjectMesh } from '../../../src/api/data.js';
import { fetchBytes } from '../api/call.js';
import { smoothMesh, texturedMesh } from './meshes.js';

/**
 * A mesh with its texture.
 *
 * @param path of what gives an `ObjectMesh`, relative to the page.
 * @param texturePath of its texture.
 */
export async function loadMesh(path: string, texturePath: string, signal: AbortSignal): Promise<THREE.Mesh> {
  const json = await (await fetchBytes(path, signal)).text();
  const { vertices, faces, uvs, color }: ObjectMesh = JSON.parse(json);
  if (uvs === null) {
    const plain = new THREE.MeshStandardMaterial({ roughness: 0.8, side: THREE.DoubleSide });
    plain.color.setRGB(...color, THREE.SRGBColorSpace);
    return smoothMesh(vertices, faces, plain);
  }
  const bitmap = await createImageBitmap(await fetchBytes(texturePath, signal), {
    imageOrientation: 'flipY',
  });
  const texture = new THREE.Texture(bitmap);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.flipY = false;
  texture.needsUpdate = true;
  return texturedMesh(vertices, faces, uvs, texture);
}
