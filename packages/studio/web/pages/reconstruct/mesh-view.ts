import type { Camera, HandEstimate } from 'handbooster/browser';
import * as THREE from 'three';
import { disposeAll } from '../../parts/scene/orbit-view.js';
import { sharedRenderer, type View } from '../../parts/scene/shared-renderer.js';

/** Unlike any skin: a mesh of the colour of what it covers is not seen. */
const COLOR = 0x2f9ee8;
const NEAR = 0.01;
const FAR = 100;

/** Draws a hand's mesh over the picture, as the picture's camera sees it. */
export class MeshView implements View {
  readonly scene = new THREE.Scene();
  readonly camera = new THREE.Camera();
  readonly #material = new THREE.MeshStandardMaterial({
    color: COLOR,
    roughness: 0.7,
    transparent: true,
    side: THREE.DoubleSide,
  });
  readonly #geometry = new THREE.BufferGeometry();
  readonly #mesh = new THREE.Mesh(this.#geometry, this.#material);
  #seen: Camera | null = null;
  readonly #leave: () => void;
  readonly #resized = new ResizeObserver(() => sharedRenderer.invalidate(this));

  constructor(readonly canvas: HTMLCanvasElement) {
    this.#mesh.frustumCulled = false;
    this.#mesh.visible = false;
    const light = new THREE.DirectionalLight(0xffffff, 2);
    light.position.set(-1, 1, 1);
    this.scene.add(this.#mesh, light, new THREE.AmbientLight(0xffffff, 1));
    this.#leave = sharedRenderer.add(this);
    this.#resized.observe(canvas);
  }

  set opacity(value: number) {
    this.#material.opacity = value;
  }

  close(): void {
    this.#resized.disconnect();
    this.#leave();
    disposeAll(this.scene);
  }

  clear(): void {
    this.#mesh.visible = false;
    sharedRenderer.invalidate(this);
  }

  /** Nothing moves by itself. */
  update(): boolean {
    return false;
  }

  /** @param faces (F, 3) of the mesh; how a left hand's turn does not matter, both sides are drawn. */
  draw({ vertices, wrist, camera }: HandEstimate, faces: Uint32Array): void {
    const positions = this.#positions(vertices.length);
    // three.js looks along -z with y up; cameras of pictures along z with y down.
    for (let i = 0; i < vertices.length; i += 3) {
      positions[i] = vertices[i] + wrist[0];
      positions[i + 1] = -(vertices[i + 1] + wrist[1]);
      positions[i + 2] = -(vertices[i + 2] + wrist[2]);
    }
    if (this.#geometry.index?.array !== faces) this.#geometry.setIndex(new THREE.BufferAttribute(faces, 1));
    this.#geometry.computeVertexNormals();
    this.#look(camera);
    this.#mesh.visible = true;
    sharedRenderer.invalidate(this);
  }

  /** Where on the picture the drawn vertices lie: (V, 2) pixels, through three.js's own matrices. */
  drawnPixels(): number[] {
    const { width, height } = this.#seen as Camera;
    const position = this.#geometry.getAttribute('position');
    const point = new THREE.Vector3();
    const out: number[] = [];
    for (let i = 0; i < position.count; i++) {
      point.fromBufferAttribute(position, i).applyMatrix4(this.#mesh.matrixWorld).project(this.camera);
      out.push(((point.x + 1) / 2) * width - 0.5, ((1 - point.y) / 2) * height - 0.5);
    }
    return out;
  }

  /** Room for so many coordinates, which the next drawing takes. */
  #positions(length: number): Float32Array {
    let position = this.#geometry.getAttribute('position');
    if (position?.array.length !== length) {
      position = new THREE.BufferAttribute(new Float32Array(length), 3);
      this.#geometry.setAttribute('position', position);
    }
    position.needsUpdate = true;
    return position.array as Float32Array;
  }

  #look(camera: Camera): void {
    const { width, height, fx, fy, cx, cy } = camera;
    this.#seen = camera;
    // Pixel centres at whole numbers: the picture covers -0.5 ... width - 0.5.
    this.camera.projectionMatrix.set(
      ...[(2 * fx) / width, 0, 1 - (2 * (cx + 0.5)) / width, 0],
      ...[0, (2 * fy) / height, (2 * (cy + 0.5)) / height - 1, 0],
      ...[0, 0, -(FAR + NEAR) / (FAR - NEAR), (-2 * FAR * NEAR) / (FAR - NEAR)],
      ...[0, 0, -1, 0],
    );
    this.camera.projectionMatrixInverse.copy(this.camera.projectionMatrix).invert();
  }
}
