import CameraControls from 'camera-controls';
import * as THREE from 'three';
import { sharedRenderer, type View } from './shared-renderer.js';

CameraControls.install({ THREE });

const KEY_TURN = Math.PI / 16;
const KEY_ZOOM = 0.15;
/** Who wants no motion sees each turn at its end. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * A scene that one turns and zooms, by pointer and by keyboard. Its axes are a camera's: x right, y down, z
 * forward.
 */
export class OrbitView implements View {
  readonly scene = new THREE.Scene();
  readonly camera = new THREE.PerspectiveCamera(40, 1, 0.01, 20);
  /** What is shown stands in here: turned once, so that up is up. */
  readonly content = new THREE.Group();
  /** Called after each look at where the eye is, before the scene is drawn. */
  onDraw: (() => void) | null = null;
  readonly #controls: CameraControls;
  readonly #end: (() => void)[] = [];
  #home: [eye: THREE.Vector3, target: THREE.Vector3] | null = null;

  constructor(readonly canvas: HTMLCanvasElement) {
    this.content.rotation.x = Math.PI;
    const key = new THREE.DirectionalLight(0xffffff, 2.2);
    key.position.set(-1, 1.5, 1.2);
    this.scene.add(this.content, key, new THREE.HemisphereLight(0xffffff, 0x8a8078, 1.6));
    this.#controls = new CameraControls(this.camera, canvas);
    this.#controls.dollyToCursor = false;
    this.#controls.smoothTime = 0.08;
    this.#controls.minDistance = 0.05;
    this.#controls.maxDistance = 5;
    const wake = () => this.draw();
    for (const event of ['control', 'controlstart', 'transitionstart', 'update'] as const) {
      this.#controls.addEventListener(event, wake);
    }
    const resized = new ResizeObserver(wake);
    resized.observe(canvas);
    const press = (event: KeyboardEvent) => this.#press(event);
    canvas.addEventListener('keydown', press);
    this.#end.push(
      () => canvas.removeEventListener('keydown', press),
      () => resized.disconnect(),
      () => this.#controls.dispose(),
      sharedRenderer.add(this),
    );
  }

  draw(): void {
    sharedRenderer.invalidate(this);
  }

  /** Puts the eye where the picture's camera is, looking at a point (camera axes, metres). */
  lookFromCamera(point: readonly [number, number, number]): void {
    const target = new THREE.Vector3(point[0], -point[1], -point[2]);
    this.#home = [new THREE.Vector3(0.14 * point[2], 0.12 * point[2], 0.25 * -point[2]), target];
    this.reset(false);
  }

  /** The eye at a distance from a point of the content, a little from the side. */
  lookAround(point: readonly [number, number, number], distance: number): void {
    const target = new THREE.Vector3(point[0], -point[1], -point[2]);
    this.#home = [target.clone().add(new THREE.Vector3(0.45, 0.35, 0.82).multiplyScalar(distance)), target];
    this.reset(false);
  }

  reset(smooth = true): void {
    if (this.#home === null) return;
    const [eye, target] = this.#home;
    void this.#controls.setLookAt(eye.x, eye.y, eye.z, target.x, target.y, target.z, smooth && !calm.matches);
    this.draw();
  }

  update(seconds: number): boolean {
    const { clientWidth, clientHeight } = this.canvas;
    this.camera.aspect = clientWidth / Math.max(1, clientHeight);
    this.camera.updateProjectionMatrix();
    const moves = this.#controls.update(seconds);
    this.onDraw?.();
    return moves;
  }

  close(): void {
    for (const end of this.#end) end();
    disposeAll(this.scene);
  }

  #press(event: KeyboardEvent): void {
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-KEY_TURN, 0],
      ArrowRight: [KEY_TURN, 0],
      ArrowUp: [0, -KEY_TURN],
      ArrowDown: [0, KEY_TURN],
    };
    const turn = turns[event.key];
    if (turn !== undefined) void this.#controls.rotate(...turn, !calm.matches);
    else if (event.key === '+' || event.key === '=')
      void this.#controls.dolly(KEY_ZOOM * this.#controls.distance, !calm.matches);
    else if (event.key === '-') void this.#controls.dolly(-KEY_ZOOM * this.#controls.distance, !calm.matches);
    else if (event.key === '0') this.reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }
}

/** Gives the memory of everything below back to the graphics card. */
export function disposeAll(root: THREE.Object3D): void {
  root.traverse((object) => {
    const { geometry, material } = object as THREE.Mesh;
    geometry?.dispose();
    for (const each of [material].flat()) {
      if (each === undefined) continue;
      (each as THREE.MeshStandardMaterial).map?.dispose();
      each.dispose();
    }
  });
}
