import type { Camera, HandEstimate } from 'handbooster/browser';
import * as THREE from 'three';

/** Unlike any skin: a mesh of the colour of what it covers is not seen. */
const COLOR = 0x2f9ee8;
const NEAR = 0.01;
const FAR = 100;

/** Draws a hand's mesh over the picture, as the picture's camera sees it. */
export class MeshView {
  readonly #renderer: THREE.WebGLRenderer;
  readonly #scene = new THREE.Scene();
  readonly #eye = new THREE.Camera();
  readonly #material = new THREE.MeshStandardMaterial({
    color: COLOR,
    roughness: 0.7,
    transparent: true,
    side: THREE.DoubleSide,
  });
  readonly #geometry = new THREE.BufferGeometry();
  readonly #mesh = new THREE.Mesh(this.#geometry, this.#material);
  #camera: Camera | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#renderer = new THREE.WebGLRenderer({ canvas, alpha: true, antialias: true });
    this.#renderer.setClearColor(0, 0);
    this.#mesh.frustumCulled = false;
    const light = new THREE.DirectionalLight(0xffffff, 2);
    light.position.set(-1, 1, 1);
    this.#scene.add(this.#mesh, light, new THREE.AmbientLight(0xffffff, 1));
  }

  set opacity(value: number) {
    this.#material.opacity = value;
  }

  /** Gives the graphics context back: a browser has only few. */
  close(): void {
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  clear(): void {
    this.#renderer.clear();
  }

  /** @param faces (F, 3) of the mesh; how a left hand's turn does not matter, both sides are drawn. */
  draw({ vertices, wrist, camera }: HandEstimate, faces: Uint32Array): void {
    const positions = new Float32Array(vertices.length);
    // three.js looks along -z with y up; cameras of pictures along z with y down.
    for (let i = 0; i < vertices.length; i += 3) {
      positions[i] = vertices[i] + wrist[0];
      positions[i + 1] = -(vertices[i + 1] + wrist[1]);
      positions[i + 2] = -(vertices[i + 2] + wrist[2]);
    }
    this.#geometry.setAttribute('position', new THREE.BufferAttribute(positions, 3));
    if (this.#geometry.index?.array !== faces) this.#geometry.setIndex(new THREE.BufferAttribute(faces, 1));
    this.#geometry.computeVertexNormals();
    this.#look(camera);
    this.#renderer.render(this.#scene, this.#eye);
  }

  /** Where on the picture the drawn vertices lie: (V, 2) pixels, through three.js's own matrices. */
  drawnPixels(): number[] {
    const { width, height } = this.#camera as Camera;
    const position = this.#geometry.getAttribute('position');
    const point = new THREE.Vector3();
    const out: number[] = [];
    for (let i = 0; i < position.count; i++) {
      point.fromBufferAttribute(position, i).applyMatrix4(this.#mesh.matrixWorld).project(this.#eye);
      out.push(((point.x + 1) / 2) * width - 0.5, ((1 - point.y) / 2) * height - 0.5);
    }
    return out;
  }

  #look(camera: Camera): void {
    const { width, height, fx, fy, cx, cy } = camera;
    if (this.#camera?.width !== width || this.#camera.height !== height) {
      this.#renderer.setPixelRatio(1);
      this.#renderer.setSize(width, height, false);
    }
    this.#camera = camera;
    // Pixel centres at whole numbers: the picture covers -0.5 ... width - 0.5.
    this.#eye.projectionMatrix.set(
      ...[(2 * fx) / width, 0, 1 - (2 * (cx + 0.5)) / width, 0],
      ...[0, (2 * fy) / height, (2 * (cy + 0.5)) / height - 1, 0],
      ...[0, 0, -(FAR + NEAR) / (FAR - NEAR), (-2 * FAR * NEAR) / (FAR - NEAR)],
      ...[0, 0, -1, 0],
    );
    this.#eye.projectionMatrixInverse.copy(this.#eye.projectionMatrix).invert();
  }
}
