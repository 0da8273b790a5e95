import { closedFaces, decodeHands, type HandModel } from 'handbooster/browser';
import { RotateCcw } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as THREE from 'three';
import { loadHand } from '../../parts/hand/load-hand.js';
import { loadMesh } from '../../parts/scene/load-mesh.js';
import { smoothMesh } from '../../parts/scene/meshes.js';
import { disposeAll, OrbitView } from '../../parts/scene/orbit-view.js';
import { Icon } from '../../parts/ui/icon.js';
import { distanceColors, LEGEND } from './distance-colors.js';

/** A hand at an object, in the object's frame. */
export interface ShownState {
  /** Of the grasp: another one is looked at anew. */
  id: string;
  /** (51) translation, root, fingers. */
  pose: readonly number[];
  betas: readonly number[];
  /** Vertices. */
  contacts: readonly number[];
  /** Metres of each vertex from the surface. */
  distances: Float32Array;
}

interface Props {
  source: string;
  object: string;
  state: ShownState;
  /** Metres within which skin touches. */
  touch: number;
}

/** The parts of the scene that change. */
interface Parts {
  view: OrbitView;
  hand: THREE.Mesh;
  dots: THREE.InstancedMesh;
  object: THREE.Group;
  model: HandModel;
}

const MOST_DOTS = 64;
const DOT = 0.0022;

/** The hand on its object, coloured by how near the skin is to the surface or how deep in it. */
export function GraspScene({ source, object, state, touch }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [parts, setParts] = useState<Parts | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [clear, setClear] = useState(true);
  useEffect(() => {
    let view: OrbitView | null = null;
    let gone = false;
    loadHand(source).then(
      (model) => {
        if (gone) return;
        view = new OrbitView(canvas.current as HTMLCanvasElement);
        setParts(buildParts(view, model));
      },
      (reason) => setError(reason.message),
    );
    return () => {
      gone = true;
      view?.close();
    };
  }, [source]);
  useEffect(() => {
    if (parts === null) return;
    const stop = new AbortController();
    const address = new URLSearchParams({ source, name: object });
    loadMesh(`api/grasps/object?${address}`, `api/grasps/texture?${address}`, stop.signal).then(
      (mesh) => {
        if (stop.signal.aborted) return;
        disposeAll(parts.object);
        parts.object.clear();
        parts.object.add(mesh);
        setOpacity(parts.object, clear);
        parts.view.draw();
      },
      (reason) => stop.signal.aborted || setError(reason.message),
    );
    return () => stop.abort();
  }, [parts, source, object]);
  useEffect(() => {
    if (parts === null) return;
    setOpacity(parts.object, clear);
    parts.view.draw();
  }, [parts, clear]);
  useEffect(() => {
    if (parts !== null) pose(parts, state, touch);
  }, [parts, state, touch]);
  useEffect(() => {
    if (parts !== null) look(parts, state);
  }, [parts, state.id]);
  return (
    <figure class="grasp-figure">
      <canvas
        ref={canvas}
        class="scene"
        tabIndex={0}
        role="img"
        aria-label="The hand on its object in 3D; arrow keys turn it, plus and minus zoom, 0 resets"
      />
      <figcaption>
        <ul class="grasp-legend" aria-label="Colours of the hand">
          {LEGEND.map(({ color, words }) => (
            <li key={words}>
              <span class="grasp-swatch" style={{ background: color }} />
              {words}
            </li>
          ))}
        </ul>
        <span class="grasp-tools">
          <label class="check">
            <input
              type="checkbox"
              checked={clear}
              onChange={(event) => setClear(event.currentTarget.checked)}
            />
            Object see-through
          </label>
          <button
            type="button"
            class="icon-button"
            title="As at the start"
            onClick={() => parts?.view.reset()}
          >
            <Icon icon={RotateCcw} size={16} />
            <span class="unseen">As at the start</span>
          </button>
        </span>
      </figcaption>
      {error !== null && <p role="alert">{error}</p>}
    </figure>
  );
}

function buildParts(view: OrbitView, model: HandModel): Parts {
  // Up in the object's frame is z; the view's content has y down.
  const upright = new THREE.Group();
  upright.rotation.x = Math.PI / 2;
  const hand = smoothMesh(model.template, closedFaces(model));
  const material = hand.material as THREE.MeshStandardMaterial;
  material.vertexColors = true;
  material.color.set(0xffffff);
  const colors = new THREE.BufferAttribute(new Float32Array(model.template.length), 3);
  hand.geometry.setAttribute('color', colors);
  hand.frustumCulled = false;
  const dots = new THREE.InstancedMesh(
    new THREE.SphereGeometry(DOT, 12, 8),
    new THREE.MeshStandardMaterial({ color: 0x111111, roughness: 0.5 }),
    MOST_DOTS,
  );
  dots.frustumCulled = false;
  const object = new THREE.Group();
  upright.add(hand, dots, object);
  view.content.add(upright);
  return { view, hand, dots, object, model };
}

function pose({ view, hand, dots, model }: Parts, state: ShownState, touch: number): void {
  const { vertices } = decodeHands(model, state.pose.slice(3), state.betas, state.pose.slice(0, 3));
  const { position, color } = hand.geometry.attributes;
  (position.array as Float32Array).set(vertices);
  position.needsUpdate = true;
  (color.array as Float32Array).set(distanceColors(state.distances, touch));
  color.needsUpdate = true;
  hand.geometry.computeVertexNormals();
  const contacts = state.contacts.slice(0, MOST_DOTS);
  const place = new THREE.Matrix4();
  contacts.forEach((vertex, i) => {
    dots.setMatrixAt(
      i,
      place.setPosition(
        ...(Array.from(vertices.subarray(3 * vertex, 3 * vertex + 3)) as [number, number, number]),
      ),
    );
  });
  dots.count = contacts.length;
  dots.instanceMatrix.needsUpdate = true;
  view.draw();
}

/** From the back of the hand's side, a little from above. */
function look({ view, model }: Parts, state: ShownState): void {
  const { joints } = decodeHands(model, state.pose.slice(3), state.betas, state.pose.slice(0, 3));
  // Between the middle finger's knuckle and the object, in the view's axes: y down, z away.
  const [x, y, z] = joints.subarray(27, 30);
  view.lookAround([0.5 * x, -0.5 * z, 0.5 * y], 0.42);
}

function setOpacity(group: THREE.Group, clear: boolean): void {
  group.traverse((node) => {
    const { material } = node as THREE.Mesh;
    if (material === undefined) return;
    Object.assign(material, { transparent: clear, opacity: clear ? 0.3 : 1, depthWrite: !clear });
    (material as THREE.Material).needsUpdate = true;
  });
}
