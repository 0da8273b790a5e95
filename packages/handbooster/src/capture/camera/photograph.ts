import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { isClosed } from '../../render/raster/is-closed.js';
import { rasterise } from '../../render/raster/rasterise.js';
import type { RigCamera } from '../plan/camera-rig.js';
import type { RoomLight } from '../rooms/room-light.js';
import type { RoomView } from '../rooms/room-view.js';
import { type SceneThing, SurfacePoint } from '../surfaces/surface.js';
import { AroundLight } from './around-light.js';
import { PointShader, ShadedPixel } from './point-shader.js';

/** What one camera sees at one moment, before the sensor. The arrays are used again for the next picture. */
export interface Photograph {
  /** (H, W, 3) light. */
  light: Float32Array;
  /** (H, W) metres along the camera's z axis: things, table and room. */
  depth: Float32Array;
  /** (H, W) label of the thing that is seen, 0 for the room. */
  segmentation: Uint8Array;
}

/** Photographs scenes of one picture size; holds the working memory. */
export class Photographer {
  readonly #buffer = new GBuffer();
  readonly #point = new SurfacePoint();
  readonly #pixel = new ShadedPixel();
  #cameraMeshes: Mesh[] = [];
  #things: readonly SceneThing[] = [];
  #around: AroundLight[] = [];
  #light: RoomLight | null = null;
  #shader: PointShader | null = null;
  #photograph: Photograph = {
    light: new Float32Array(0),
    depth: new Float32Array(0),
    segmentation: new Uint8Array(0),
  };

  /**
   * Sets up a moment, before its pictures are taken; `light` must have been updated with what throws shadows.
   *
   * @param tableColor mean colour of the table top
   */
  begin(things: readonly SceneThing[], light: RoomLight, tableColor: readonly number[]): void {
    this.#things = things;
    this.#around = things.map((thing, i) => {
      const around = this.#around[i] ?? new AroundLight();
      around.begin(thing, light, tableColor);
      return around;
    });
    if (this.#light !== light) this.#shader = new PointShader(light);
    this.#light = light;
  }

  /** What a camera sees of the moment. */
  take(view: RoomView, rig: RigCamera): Photograph {
    const { camera, cameraFromTable } = rig;
    const count = camera.width * camera.height;
    if (this.#photograph.depth.length !== count) {
      this.#photograph = {
        light: new Float32Array(count * 3),
        depth: new Float32Array(count),
        segmentation: new Uint8Array(count),
      };
    }
    const things = this.#things;
    this.#cameraMeshes = things.map(({ mesh }, i) => {
      const old = this.#cameraMeshes[i]?.vertices;
      const out = old?.length === mesh.vertices.length ? old : new Float32Array(mesh.vertices.length);
      return { vertices: applyRigid(cameraFromTable, mesh.vertices, out), faces: mesh.faces };
    });
    const cull = things.map(({ mesh }) => (isClosed(mesh.faces) ? 'back' : 'none'));
    rasterise(this.#cameraMeshes, camera, { buffer: this.#buffer, cull });
    const { light, depth, segmentation } = this.#photograph;
    light.set(view.light);
    depth.set(view.depth);
    segmentation.fill(0);
    const { id, depth: nearest } = this.#buffer;
    const covered = (pixel: number) => id[pixel] >= 0 && nearest[pixel] <= view.depth[pixel];
    (this.#light as RoomLight).table.relight(view, rig, covered, light);
    this.#shadeThings(view, rig);
    return this.#photograph;
  }

  #shadeThings(view: RoomView, { camera, tableFromCamera: m }: RigCamera): void {
    const things = this.#things;
    const shader = this.#shader as PointShader;
    const { light, depth, segmentation } = this.#photograph;
    const { bounds, mesh, face, barycentric, depth: distance } = this.#buffer;
    const [x0, x1, y0, y1] = bounds;
    const point = this.#point;
    const pixel = this.#pixel;
    for (let y = y0; y <= y1; y++) {
      const cy = (y - camera.cy) / camera.fy;
      for (let x = x0, i = y * camera.width + x0; x <= x1; x++, i++) {
        const seen = mesh[i];
        if (seen < 0) continue;
        const z = distance[i];
        if (z > view.depth[i]) continue;
        depth[i] = z;
        const { surface, tableFromSurface: r, label } = things[seen];
        segmentation[i] = label;
        point.a = barycentric[i * 2];
        point.b = barycentric[i * 2 + 1];
        point.footprint = z / camera.fx;
        surface.at(face[i], point);
        const around = this.#around[seen];
        around.at(face[i], point);
        const { nx, ny, nz } = point;
        pixel.nx = r[0] * nx + r[1] * ny + r[2] * nz;
        pixel.ny = r[4] * nx + r[5] * ny + r[6] * nz;
        pixel.nz = r[8] * nx + r[9] * ny + r[10] * nz;
        const cx = (x - camera.cx) / camera.fx;
        pixel.vx = -(m[0] * cx + m[1] * cy + m[2]) * z;
        pixel.vy = -(m[4] * cx + m[5] * cy + m[6]) * z;
        pixel.vz = -(m[8] * cx + m[9] * cy + m[10]) * z;
        pixel.x = m[3] - pixel.vx;
        pixel.y = m[7] - pixel.vy;
        pixel.z = m[11] - pixel.vz;
        // Interleaved over 4x4 pixels: the lens's blur averages the pattern out.
        pixel.turn = (((x & 3) * 4 + (y & 3)) * 7) & 15;
        shader.shade(point, around, pixel, light, i * 3);
      }
    }
  }
}
