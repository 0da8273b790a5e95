import { useEffect, useRef, useState } from 'preact/hooks';
import * as THREE from 'three';
import type { SampleScene } from '../../../src/api/data.js';
import { bytesPath } from '../../parts/api/bytes-path.js';
import { fetchBytes } from '../../parts/api/call.js';
import { loadObject } from '../../parts/scene/load-object.js';
import { smoothMesh } from '../../parts/scene/meshes.js';
import { disposeAll, OrbitView } from '../../parts/scene/orbit-view.js';

/** A hand on its object, in 3D; every object stands the same way. */
export function PoseView({ source, point, words }: { source: string; point: number; words: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<OrbitView | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const orbit = new OrbitView(canvas.current as HTMLCanvasElement);
    orbit.lookAround([0, 0, 0], 0.45);
    view.current = orbit;
    return () => orbit.close();
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    setError(null);
    fill(view.current as OrbitView, source, point, stop.signal).catch(
      (reason) => stop.signal.aborted || setError(reason.message),
    );
    return () => stop.abort();
  }, [source, point]);
  return (
    <figure class="pose-view">
      <canvas
        ref={canvas}
        class="scene"
        tabIndex={0}
        role="img"
        aria-label={`${words} in 3D; arrow keys turn it, plus and minus zoom, 0 resets`}
      />
      <figcaption class="quiet">{error ?? words}</figcaption>
    </figure>
  );
}

async function fill(view: OrbitView, source: string, point: number, signal: AbortSignal): Promise<void> {
  const blob = await fetchBytes(bytesPath('distribution/pose', { source, point }), signal);
  const scene: SampleScene = JSON.parse(await blob.text());
  if (signal.aborted) return;
  disposeAll(view.content);
  view.content.clear();
  view.content.add(smoothMesh(scene.hand.vertices, scene.hand.faces));
  view.draw();
  for (const { id, pose } of scene.objects) {
    const object = await loadObject(source, id, signal).catch(() => null);
    if (signal.aborted) return;
    // An object without a model is left out.
    if (object === null) continue;
    object.applyMatrix4(
      new THREE.Matrix4().set(...([...pose, 0, 0, 0, 1] as Parameters<THREE.Matrix4['set']>)),
    );
    view.content.add(object);
  }
  view.draw();
}
