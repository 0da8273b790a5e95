import {
  closedFaces,
  decodeHands,
  FINGERS,
  type Finger,
  FingertipPuller,
  type HandModel,
  type ObjectModel,
} from 'handbooster/browser';
import * as THREE from 'three';
import { smoothMesh, texturedMesh } from '../../parts/scene/meshes.js';
import { disposeAll, OrbitView } from '../../parts/scene/orbit-view.js';
import type { PosedScene } from './posed-scene.js';

const HANDLE = 0.0075;
/** How near to a fingertip, in screen pixels, a press takes hold of it. */
const GRIP = 16;
const HANDLE_COLOR = 0x0f8f86;
const HELD_COLOR = 0xf0a020;

interface Told {
  change(posed: PosedScene): void;
  turned(view: readonly number[]): void;
}

/** The scene of the lab in 3D, with fingertips that can be dragged. */
export class PosedHandView {
  readonly #orbit: OrbitView;
  readonly #upright = new THREE.Group();
  readonly #hand: THREE.Mesh;
  readonly #object = new THREE.Group();
  readonly #handles: THREE.Mesh[];
  readonly #puller: FingertipPuller;
  readonly #end = new AbortController();
  #posed: PosedScene | null = null;
  #held: { finger: Finger; plane: THREE.Plane } | null = null;
  #looked = false;
  #view = '';

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly model: HandModel,
    readonly told: Told,
  ) {
    this.#puller = new FingertipPuller(model);
    this.#hand = smoothMesh(model.template, closedFaces(model));
    this.#hand.frustumCulled = false;
    const ball = new THREE.SphereGeometry(HANDLE, 16, 12);
    this.#handles = FINGERS.map(
      () => new THREE.Mesh(ball, new THREE.MeshStandardMaterial({ color: HANDLE_COLOR, roughness: 0.4 })),
    );
    // Up in the object's frame is z; the view's content has y down.
    this.#upright.rotation.x = Math.PI / 2;
    this.#upright.add(this.#hand, this.#object, ...this.#handles);
    // Before the controls, so that a press on a fingertip does not turn the view.
    const { signal } = this.#end;
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { capture: true, signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { capture: true, signal });
    for (const name of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(name, () => this.#release(), { signal });
    }
    this.#orbit = new OrbitView(canvas);
    this.#orbit.content.add(this.#upright);
    this.#orbit.onDraw = () => this.#tellView();
  }

  close(): void {
    this.#end.abort();
    this.#orbit.close();
  }

  reset(): void {
    this.#orbit.reset();
  }

  /** Another object, or none. */
  show(object: ObjectModel | null): void {
    disposeAll(this.#object);
    this.#object.clear();
    if (object !== null) this.#object.add(meshOf(object));
    this.#looked = false;
    this.#orbit.draw();
  }

  pose(posed: PosedScene): void {
    this.#posed = posed;
    const { vertices, joints } = decodeHands(this.model, posed.pose, posed.betas, posed.translation);
    const { position } = this.#hand.geometry.attributes;
    (position.array as Float32Array).set(vertices);
    position.needsUpdate = true;
    this.#hand.geometry.computeVertexNormals();
    this.#handles.forEach((handle, i) => {
      const at = 3 * (4 * i + 4);
      handle.position.set(joints[at], joints[at + 1], joints[at + 2]);
    });
    if (!this.#looked) {
      const [x, y, z] = joints.subarray(27, 30);
      this.#orbit.lookAround([0.7 * x, -0.7 * z, 0.7 * y], 0.46);
      this.#looked = true;
    }
    this.#orbit.draw();
  }

  /** Where a fingertip is drawn, pixels of the page. */
  tipOnPage(finger: Finger): { x: number; y: number } {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const point = this.#worldOf(finger).project(this.#orbit.camera);
    return { x: left + ((point.x + 1) / 2) * width, y: top + ((1 - point.y) / 2) * height };
  }

  #worldOf(finger: Finger): THREE.Vector3 {
    return this.#handles[FINGERS.indexOf(finger)].getWorldPosition(new THREE.Vector3());
  }

  #press(event: PointerEvent): void {
    let nearest: Finger | null = null;
    let least = GRIP;
    for (const finger of FINGERS) {
      const { x, y } = this.tipOnPage(finger);
      const distance = Math.hypot(x - event.clientX, y - event.clientY);
      if (distance >= least) continue;
      [nearest, least] = [finger, distance];
    }
    if (nearest === null) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    this.canvas.focus();
    this.canvas.setPointerCapture(event.pointerId);
    // The tip moves in the plane through it that the eye looks at.
    const plane = new THREE.Plane().setFromNormalAndCoplanarPoint(
      this.#orbit.camera.getWorldDirection(new THREE.Vector3()),
      this.#worldOf(nearest),
    );
    this.#held = { finger: nearest, plane };
    this.#color(nearest, HELD_COLOR);
  }

  #move(event: PointerEvent): void {
    if (this.#held === null || this.#posed === null) return;
    event.stopImmediatePropagation();
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const place = new THREE.Vector2(
      (2 * (event.clientX - left)) / width - 1,
      1 - (2 * (event.clientY - top)) / height,
    );
    const ray = new THREE.Raycaster();
    ray.setFromCamera(place, this.#orbit.camera);
    const point = ray.ray.intersectPlane(this.#held.plane, new THREE.Vector3());
    if (point === null) return;
    const target = this.#upright.worldToLocal(point);
    const pose = this.#puller.pull(this.#posed, this.#held.finger, target.toArray());
    this.told.change({ ...this.#posed, pose });
  }

  #release(): void {
    if (this.#held === null) return;
    this.#color(this.#held.finger, HANDLE_COLOR);
    this.#held = null;
  }

  #color(finger: Finger, color: number): void {
    const { material } = this.#handles[FINGERS.indexOf(finger)];
    (material as THREE.MeshStandardMaterial).color.set(color);
    this.#orbit.draw();
  }

  /** The rotation that takes the object's axes to those of a camera where the eye is: y down, z forward. */
  #tellView(): void {
    const { camera } = this.#orbit;
    camera.updateMatrixWorld();
    this.#upright.updateWorldMatrix(true, false);
    const { elements } = camera.matrixWorldInverse.clone().multiply(this.#upright.matrixWorld);
    const signs = [1, -1, -1];
    const view = [0, 1, 2].flatMap((row) =>
      [0, 1, 2].map((column) => signs[row] * elements[4 * column + row]),
    );
    const key = view.map((value) => value.toFixed(4)).join(' ');
    if (key === this.#view) return;
    this.#view = key;
    this.told.turned(view);
  }
}

function meshOf({ vertices, faces, uvs, texture, color }: ObjectModel): THREE.Mesh {
  if (uvs === null || texture === null) {
    const plain = new THREE.MeshStandardMaterial({ roughness: 0.8, side: THREE.DoubleSide });
    plain.color.setRGB(...color, THREE.SRGBColorSpace);
    return smoothMesh(vertices, faces, plain);
  }
  const { width, height, pixels } = texture;
  const rgba = new Uint8Array(4 * width * height).fill(255);
  // Rows from the bottom up, as coordinates count.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * ((height - 1 - y) * width + x);
      rgba.set(pixels.subarray(from, from + 3), 4 * (y * width + x));
    }
  }
  const made = new THREE.DataTexture(rgba, width, height);
  made.colorSpace = THREE.SRGBColorSpace;
  made.magFilter = THREE.LinearFilter;
  made.minFilter = THREE.LinearMipmapLinearFilter;
  made.generateMipmaps = true;
  made.needsUpdate = true;
  return texturedMesh(vertices, faces, uvs, made);
}
