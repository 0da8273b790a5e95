import { readdir } from 'node:fs/promises';
import { InputError } from '../../base/errors/input-error.js';
import { readYaml, z } from '../../base/files/read-yaml.js';
import type { Camera } from '../../geometry/camera.js';
import type { RigidMotion } from '../../geometry/rigid-motion.js';
import { dexYcbPaths } from './dexycb-layout.js';

/** Where the cameras of a sequence stand. */
export interface DexYcbExtrinsics {
  /** Serial of the camera whose frame is the world's. */
  master: string;
  /** World from camera, a serial each. */
  worldFromCamera: Map<string, RigidMotion>;
  /** World from the tag on the table, z up; null where the file has none. */
  worldFromTable: RigidMotion | null;
}

const INTRINSICS = z.object({
  color: z.object({
    fx: z.number().positive(),
    fy: z.number().positive(),
    ppx: z.number(),
    ppy: z.number(),
  }),
});
const MOTION = z.array(z.number()).length(12);
const EXTRINSICS = z.object({ extrinsics: z.record(z.string(), MOTION), master: z.coerce.string() });
const HAND = z.object({ betas: z.array(z.number()).length(10) });

/** The calibration files of a capture, each read once. */
export class DexYcbCalibration {
  readonly #root: string;
  #sizes: Promise<Map<string, [number, number]>> | null = null;
  readonly #cameras = new Map<string, Promise<Camera>>();
  readonly #extrinsics = new Map<string, Promise<DexYcbExtrinsics>>();
  readonly #betas = new Map<string, Promise<Float32Array>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Intrinsics of the colour camera; the picture's size is in the file's name. */
  camera(serial: string): Promise<Camera> {
    return once(this.#cameras, serial, async () => {
      this.#sizes ??= listSizes(dexYcbPaths.intrinsicsFolder(this.#root));
      const size = (await this.#sizes).get(serial);
      if (size === undefined) {
        const expected = dexYcbPaths.intrinsics(this.#root, serial, 640, 480);
        throw new InputError(
          `${expected}: no intrinsics of camera ${serial}; fetch the capture's calibration folder`,
        );
      }
      const [width, height] = size;
      const { color } = await readYaml(dexYcbPaths.intrinsics(this.#root, serial, width, height), INTRINSICS);
      return { fx: color.fx, fy: color.fy, cx: color.ppx, cy: color.ppy, width, height };
    });
  }

  extrinsics(id: string): Promise<DexYcbExtrinsics> {
    return once(this.#extrinsics, id, async () => {
      const file = await readYaml(dexYcbPaths.extrinsics(this.#root, id), EXTRINSICS);
      const motions = new Map(
        Object.entries(file.extrinsics).map(([name, m]) => [name, Float64Array.from(m)]),
      );
      const worldFromTable = motions.get('apriltag') ?? null;
      motions.delete('apriltag');
      return { master: file.master, worldFromCamera: motions, worldFromTable };
    });
  }

  /** (10) shape of the subject's hand. */
  betas(id: string): Promise<Float32Array> {
    return once(this.#betas, id, async () => {
      const { betas } = await readYaml(dexYcbPaths.handCalibration(this.#root, id), HAND);
      return Float32Array.from(betas);
    });
  }
}

/** Picture size of each serial: 640x480 where there is one, as the labels are for that. */
async function listSizes(folder: string): Promise<Map<string, [number, number]>> {
  const names = await readdir(folder).catch(() => {
    throw new InputError(`${folder}: folder is missing; fetch the capture's calibration folder`);
  });
  const sizes = new Map<string, [number, number]>();
  for (const name of names.sort()) {
    const match = /^(.+)_(\d+)x(\d+)\.yml$/.exec(name);
    if (match === null) continue;
    const size: [number, number] = [Number(match[2]), Number(match[3])];
    if (!sizes.has(match[1]) || (size[0] === 640 && size[1] === 480)) sizes.set(match[1], size);
  }
  return sizes;
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}
