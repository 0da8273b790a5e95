import type * as THREE from 'three';
import { bytesPath } from '../api/bytes-path.js';
import { loadMesh } from './load-mesh.js';

/** An object of a source with its texture, in its own frame. @throws CallError where it has no model */
export function loadObject(source: string, id: number, signal: AbortSignal): Promise<THREE.Mesh> {
  return loadMesh(
    bytesPath('data/object', { source, id }),
    bytesPath('data/texture', { source, id }),
    signal,
  );
}
