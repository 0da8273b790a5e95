import * as THREE from 'three';
import type { SampleDetails, SampleScene } from '../../../../src/api/data.js';
import { loadObject } from '../../../parts/scene/load-object.js';
import { colorVertices, frustum, smoothMesh } from '../../../parts/scene/meshes.js';
import { disposeAll, type OrbitView } from '../../../parts/scene/orbit-view.js';
import { ERROR_RANGE, type Predicted } from './prediction.js';

interface Filling {
  source: string;
  sample: SampleDetails;
  scene: SampleScene;
  predicted: Predicted | null;
  dark: boolean;
}

/** Puts a sample's meshes into a view: the hand at once, objects as they come. */
export async function fillScene(
  view: OrbitView,
  { source, sample, scene, predicted, dark }: Filling,
  signal: AbortSignal,
): Promise<void> {
  const group = new THREE.Group();
  const hand = smoothMesh(scene.hand.vertices, scene.hand.faces);
  const root = sample.joints.slice(0, 3);
  if (predicted !== null) {
    if (3 * predicted.vertexErrors.length === scene.hand.vertices.length) {
      colorVertices(
        hand,
        predicted.vertexErrors.map((error) => error / ERROR_RANGE),
      );
    }
    // The network's hand at the label's wrist, so that the two can be compared.
    const placed = Array.from(predicted.vertices, (value, i) => value + root[i % 3]);
    const ghost = smoothMesh(placed, predicted.faces);
    Object.assign(ghost.material, { transparent: true, opacity: 0.35, depthWrite: false });
    (ghost.material as THREE.MeshStandardMaterial).color.set(dark ? 0x9fd8ff : 0x3b78c2);
    group.add(ghost);
  }
  group.add(hand, frustum(sample.camera, 1.15 * root[2], dark ? 0x8fa3b8 : 0x5b6b7c));
  disposeAll(view.content);
  view.content.clear();
  view.content.add(group);
  view.draw();
  for (const { id, pose } of scene.objects) {
    const object = await loadObject(source, id, signal).catch(() => null);
    if (signal.aborted) return;
    // An object without a model is left out, as in its maps.
    if (object === null) continue;
    const place = new THREE.Matrix4().set(...([...pose, 0, 0, 0, 1] as Parameters<THREE.Matrix4['set']>));
    object.applyMatrix4(place);
    group.add(object);
    view.draw();
  }
}
