import * as THREE from 'three';
import { sharedRenderer, type View } from '../scene/shared-renderer.js';

/** What is drawn: places in map units, y upward; a list a column. */
export interface Points {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** (N, 3) linear RGB. */
  colors: Float32Array;
  /** Pixels across; 0 hides a point. */
  sizes: Float32Array;
  /** Drawn above the others. */
  raised: (point: number) => boolean;
}

const MOST_ZOOM = 400;
/** Pixels around a press in which a point is found. */
const REACH = 9;
const MARGIN = 1.08;

/**
 * A plane of many points that one moves and zooms: drawn by the page's one renderer, some ten thousands in
 * one call.
 */
export class PointView implements View {
  readonly scene = new THREE.Scene();
  readonly camera = new THREE.OrthographicCamera(-1, 1, 1, -1, -1, 1);
  #points: Points = {
    x: [],
    y: [],
    colors: new Float32Array(0),
    sizes: new Float32Array(0),
    raised: () => false,
  };
  #mesh: THREE.Points | null = null;
  #bounds = { x: 0, y: 0, width: 1, height: 1 };
  #center: [number, number] = [0.5, 0.5];
  #zoom = 1;
  readonly #end: () => void;

  /** @param moved is called whenever places on the screen have changed */
  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly moved: () => void,
  ) {
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(canvas);
    const leave = sharedRenderer.add(this);
    this.#end = () => {
      resized.disconnect();
      leave();
    };
  }

  /** Other points; where the plane is looked at stays, unless its bounds have changed. */
  show(points: Points, bounds: { x: number; y: number; width: number; height: number }): void {
    this.#points = points;
    if (JSON.stringify(bounds) !== JSON.stringify(this.#bounds)) {
      this.#bounds = bounds;
      this.reset();
    }
    this.#clear();
    const order = Array.from(points.x, (_, i) => i).filter((i) => points.sizes[i] > 0);
    order.sort((a, b) => Number(points.raised(a)) - Number(points.raised(b)) || a - b);
    const geometry = new THREE.BufferGeometry();
    const column = (size: number, value: (point: number, k: number) => number) => {
      const list = new Float32Array(size * order.length);
      order.forEach((point, i) => {
        for (let k = 0; k < size; k++) list[size * i + k] = value(point, k);
      });
      return new THREE.BufferAttribute(list, size);
    };
    geometry.setAttribute(
      'position',
      column(3, (i, k) => [points.x[i], points.y[i], 0][k]),
    );
    geometry.setAttribute(
      'tint',
      column(3, (i, k) => points.colors[3 * i + k]),
    );
    geometry.setAttribute(
      'size',
      column(1, (i) => points.sizes[i]),
    );
    geometry.setAttribute(
      'edge',
      column(1, (i) => (points.raised(i) ? 1 : 0)),
    );
    this.#mesh = new THREE.Points(geometry, discs());
    this.#mesh.frustumCulled = false;
    this.scene.add(this.#mesh);
    this.draw();
  }

  draw(): void {
    sharedRenderer.invalidate(this);
    this.moved();
  }

  update(): boolean {
    const { width, height } = this.#window();
    const [x, y] = this.#center;
    Object.assign(this.camera, {
      left: x - width / 2,
      right: x + width / 2,
      top: y + height / 2,
      bottom: y - height / 2,
    });
    this.camera.updateProjectionMatrix();
    const material = this.#mesh?.material as THREE.ShaderMaterial | undefined;
    if (material !== undefined) material.uniforms.ratio.value = Math.min(2, devicePixelRatio);
    return false;
  }

  /** All of it. */
  reset(): void {
    const { x, y, width, height } = this.#bounds;
    this.#center = [x + width / 2, y + height / 2];
    this.#zoom = 1;
    this.draw();
  }

  /** @param pixels that the content moves right and down */
  move(pixels: readonly [number, number]): void {
    const scale = this.#window().width / this.canvas.clientWidth;
    this.#center = [this.#center[0] - pixels[0] * scale, this.#center[1] + pixels[1] * scale];
    this.draw();
  }

  /** @param at what stays where it is, pixels of the canvas; the middle where left out */
  zoomBy(factor: number, at?: readonly [number, number]): void {
    const before = at && this.place(at);
    this.#zoom = Math.max(0.5, Math.min(MOST_ZOOM, this.#zoom * factor));
    if (at && before) {
      const after = this.place(at);
      this.#center = [this.#center[0] + before[0] - after[0], this.#center[1] + before[1] - after[1]];
    }
    this.draw();
  }

  /** A point comes into the window where it is outside. */
  reveal(point: number): void {
    const [x, y] = this.pixelOf(point);
    const { clientWidth, clientHeight } = this.canvas;
    if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) {
      this.#center = [this.#points.x[point], this.#points.y[point]];
      this.draw();
    }
  }

  /** Pixels of the canvas to a place of the plane. */
  place([x, y]: readonly [number, number]): [number, number] {
    const { width, height } = this.#window();
    const { clientWidth, clientHeight } = this.canvas;
    return [
      this.#center[0] + (x / clientWidth - 0.5) * width,
      this.#center[1] - (y / clientHeight - 0.5) * height,
    ];
  }

  /** Where a point is on the canvas. */
  pixelOf(point: number): [number, number] {
    return this.pixel([this.#points.x[point], this.#points.y[point]]);
  }

  pixel([x, y]: readonly [number, number]): [number, number] {
    const { width, height } = this.#window();
    const { clientWidth, clientHeight } = this.canvas;
    return [
      ((x - this.#center[0]) / width + 0.5) * clientWidth,
      (0.5 - (y - this.#center[1]) / height) * clientHeight,
    ];
  }

  /** The point nearest to a pixel, within reach; null without one. */
  find(at: readonly [number, number]): number | null {
    const [x, y] = this.place(at);
    const reach = (REACH * this.#window().width) / this.canvas.clientWidth;
    let [found, least]: [number | null, number] = [null, reach * reach];
    const { x: xs, y: ys, sizes } = this.#points;
    for (let i = 0; i < xs.length; i++) {
      if (sizes[i] === 0) continue;
      const distance = (xs[i] - x) ** 2 + (ys[i] - y) ** 2;
      if (distance < least) [found, least] = [i, distance];
    }
    return found;
  }

  /** Points inside an outline of the plane. */
  inside(outline: readonly (readonly [number, number])[]): number[] {
    const { x, y, sizes } = this.#points;
    const found: number[] = [];
    for (let i = 0; i < x.length; i++) if (sizes[i] > 0 && isInside(outline, x[i], y[i])) found.push(i);
    return found;
  }

  /** The nearest point in a direction (right, up), a step for the keyboard; null where there is none. */
  beside(point: number, [right, up]: readonly [number, number]): number | null {
    const { x, y, sizes } = this.#points;
    let [found, least]: [number | null, number] = [null, Number.POSITIVE_INFINITY];
    for (let i = 0; i < x.length; i++) {
      if (i === point || sizes[i] === 0) continue;
      const [dx, dy] = [x[i] - x[point], y[i] - y[point]];
      const ahead = dx * right + dy * up;
      const aside = Math.abs(dx * up - dy * right);
      if (ahead <= 0 || aside > ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [found, least] = [i, cost];
    }
    return found;
  }

  close(): void {
    this.#clear();
    this.#end();
  }

  #clear(): void {
    if (this.#mesh === null) return;
    this.scene.remove(this.#mesh);
    this.#mesh.geometry.dispose();
    (this.#mesh.material as THREE.Material).dispose();
    this.#mesh = null;
  }

  /** Map units that the canvas shows. */
  #window(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.canvas;
    const [across, down] = [Math.max(1, clientWidth), Math.max(1, clientHeight)];
    const unit = Math.max(this.#bounds.width / across, this.#bounds.height / down) * MARGIN;
    return { width: (across * unit) / this.#zoom, height: (down * unit) / this.#zoom };
  }
}

/** Round points; raised ones have an edge. */
function discs(): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    transparent: true,
    depthTest: false,
    depthWrite: false,
    uniforms: { ratio: { value: 1 } },
    vertexShader: `
      attribute vec3 tint; attribute float size; attribute float edge;
      uniform float ratio;
      varying vec3 vTint; varying float vEdge; varying float vSize;
      void main() {
        vTint = tint; vEdge = edge; vSize = size * ratio;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
        gl_PointSize = vSize;
      }`,
    fragmentShader: `
      varying vec3 vTint; varying float vEdge; varying float vSize;
      void main() {
        float distance = length(gl_PointCoord - 0.5) * vSize;
        float alpha = clamp(vSize / 2.0 - distance, 0.0, 1.0);
        if (alpha == 0.0) discard;
        float rim = vEdge * smoothstep(vSize / 2.0 - 2.2, vSize / 2.0 - 1.2, distance);
        gl_FragColor = vec4(mix(vTint, vec3(0.0), rim), alpha * mix(0.75, 1.0, vEdge));
        #include <colorspace_fragment>
      }`,
  });
}

function isInside(outline: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [[ax, ay], [bx, by]] = [outline[i], outline[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
