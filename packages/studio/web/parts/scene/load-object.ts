import * as THREE from 'three';
import type { ObjectMesh } from '../../../src/api/data.js';
import { bytesPath } from '../api/bytes-path.js';
import { fetchBytes } from '../api/call.js';
import { smoothMesh, texturedMesh } from './meshes.js';

/** An object of a source with its texture, in its own frame. @throws CallError where it has no model */
export async function loadObject(source: string, id: number, signal: AbortSignal): Promise<THREE.Mesh> {
  const json = await (await fetchBytes(bytesPath('data/object', { source, id }), signal)).text();
  const { vertices, faces, uvs, color }: ObjectMesh = JSON.parse(json);
  if (uvs === null) {
    const plain = new THREE.MeshStandardMaterial({ roughness: 0.8, side: THREE.DoubleSide });
    plain.color.setRGB(...color, THREE.SRGBColorSpace);
    return smoothMesh(vertices, faces, plain);
  }
  const bitmap = await createImageBitmap(
    await fetchBytes(bytesPath('data/texture', { source, id }), signal),
    { imageOrientation: 'flipY' },
  );
  const texture = new THREE.Texture(bitmap);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.flipY = false;
  texture.needsUpdate = true;
  return texturedMesh(vertices, faces, uvs, texture);
}
