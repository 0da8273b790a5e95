import * as THREE from 'three';

/** Something that is drawn into a canvas of its own by the one renderer of the page. */
export interface View {
  readonly canvas: HTMLCanvasElement;
  readonly scene: THREE.Scene;
  readonly camera: THREE.Camera;
  /** Called before each drawing; true where it wants another one after this. */
  update(seconds: number): boolean;
}

const LARGEST_RATIO = 2;

/**
 * One WebGL context for all 3D views of a page: a browser has few. Each view is drawn into a corner of a
 * hidden canvas and copied to the view's own, so that views scroll and overlap like any picture. Nothing is
 * drawn while nothing changes.
 */
class SharedRenderer {
  readonly #views = new Set<View>();
  readonly #dirty = new Set<View>();
  #renderer: THREE.WebGLRenderer | null = null;
  #scheduled = false;
  #last = 0;
  #lost = false;

  add(view: View): () => void {
    this.#views.add(view);
    this.invalidate(view);
    return () => {
      this.#views.delete(view);
      this.#dirty.delete(view);
    };
  }

  /** The view is drawn with the next frame. */
  invalidate(view: View): void {
    this.#dirty.add(view);
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame((now) => this.#frame(now));
  }

  #open(): THREE.WebGLRenderer {
    if (this.#renderer !== null) return this.#renderer;
    const renderer = new THREE.WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true });
    renderer.setPixelRatio(1);
    renderer.setClearColor(0x000000, 0);
    renderer.setScissorTest(true);
    renderer.domElement.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#lost = true;
    });
    renderer.domElement.addEventListener('webglcontextrestored', () => {
      this.#lost = false;
      for (const view of this.#views) this.invalidate(view);
    });
    this.#renderer = renderer;
    return renderer;
  }

  #frame(now: number): void {
    this.#scheduled = false;
    const seconds = Math.min(0.1, (now - this.#last) / 1000);
    this.#last = now;
    if (this.#lost) return;
    const views = [...this.#dirty];
    this.#dirty.clear();
    for (const view of views) {
      const again = view.update(seconds);
      this.#draw(view);
      if (again) this.invalidate(view);
    }
  }

  #draw({ canvas, scene, camera }: View): void {
    const ratio = Math.min(LARGEST_RATIO, devicePixelRatio);
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const renderer = this.#open();
    const whole = renderer.getSize(new THREE.Vector2());
    if (whole.x < width || whole.y < height) {
      renderer.setSize(Math.max(whole.x, width), Math.max(whole.y, height), false);
    }
    renderer.setViewport(0, 0, width, height);
    renderer.setScissor(0, 0, width, height);
    renderer.clear();
    renderer.render(scene, camera);
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.clearRect(0, 0, width, height);
    // The corner is at the bottom left of the hidden canvas.
    const { height: all } = renderer.domElement;
    context.drawImage(renderer.domElement, 0, all - height, width, height, 0, 0, width, height);
  }
}

export const sharedRenderer = new SharedRenderer();
