import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Camera } from '../../geometry/camera.js';
import type { NetworkRun } from '../landmarks/landmark-networks.js';
import { addressOf, fetchTracker, wrongFile } from './fetch-tracker.js';
import { HandTracker, type HandTrackerOptions, type TrackedHand } from './hand-tracker.js';

/** What is used of onnxruntime-web: `import * as ort from 'onnxruntime-web/wasm'`. */
export interface OnnxRuntime {
  env: { wasm: { numThreads?: number } };
  InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: string[] }): Promise<OnnxSession>;
  };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
}

interface OnnxSession {
  outputNames: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: types of tensors differ between versions.
  run(feeds: any): Promise<Record<string, { data: unknown }>>;
  release(): Promise<void>;
}

/** What a page can draw: a video, an image, a bitmap, a canvas, a video frame; or pixels. */
export type TrackerSource = RgbImage | object;

export interface CreateTrackerOptions extends Partial<HandTrackerOptions> {
  /** onnxruntime-web, as the page or worker has imported it. */
  ort: OnnxRuntime;
  /** Address of the folder that `handbooster export tracker` has written. */
  model: string;
  /** Frames are drawn at so many pixels along the longer side. */
  pixels?: number;
}

/** A hand tracker in a page or worker. */
export interface Tracker {
  /** (F, 3) triangles of the mesh. */
  faces: Uint32Array;
  /**
   * The hand in a frame, null where there is none; in pixels of the frame, and in the camera (guessed where
   * it is left out). Frames are answered one after the other.
   */
  track(source: TrackerSource, camera?: Camera): Promise<TrackedHand | null>;
  /** The next frame is of something else. */
  reset(): void;
  /** Frees the networks. */
  close(): Promise<void>;
}

/** What a canvas is to this file: types of pages are not those of every user. */
interface Canvas {
  width: number;
  height: number;
  getContext(
    kind: '2d',
    options: { willReadFrequently: boolean },
  ): {
    drawImage(source: unknown, x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/**
 * Fetches the networks and the hand model of a folder written by `handbooster export tracker`, and follows
 * one hand from then on; in a page or a worker.
 *
 * @throws Error naming an address that does not answer or where something else lies
 */
export async function createTracker({
  ort,
  model,
  pixels = 640,
  ...options
}: CreateTrackerOptions): Promise<Tracker> {
  const { palms, landmarks, hand } = await fetchTracker(model);
  // Several threads need headers that forbid a page much else.
  ort.env.wasm.numThreads ??= 1;
  const sessions: OnnxSession[] = [];
  const release = async () => {
    for (const session of sessions) await session.release();
  };
  const open = async (bytes: Uint8Array, name: string, outputs: readonly string[]): Promise<NetworkRun> => {
    const wrong = async (why: unknown) => {
      await release();
      return wrongFile(addressOf(model, name), 'an ONNX model', bytes, why);
    };
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] }).catch(
      async (error: unknown) => {
        throw await wrong(error);
      },
    );
    sessions.push(session);
    const lacking = outputs.find((output) => !session.outputNames.includes(output));
    if (lacking !== undefined) throw await wrong(`a network without the output ${lacking}`);
    return async (image) => {
      const size = Math.sqrt(image.length / 3);
      const outputs = await session.run({ image: new ort.Tensor('float32', image, [1, 3, size, size]) });
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
      );
    };
  };
  const networks = {
    palms: await open(palms, 'palms.onnx', ['boxes', 'scores']),
    landmarks: await open(landmarks, 'landmarks.onnx', ['landmarks', 'presence', 'side', 'world']),
  };
  const tracker = new HandTracker(networks, hand, options);
  const drawing = new FrameDrawing(pixels);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    faces: hand.faces,
    track(source, camera) {
      const answer = turn.then(async () => {
        const { image, scale } = drawing.pixels(source);
        const found = await tracker.track(
          image,
          camera === undefined ? undefined : scaled(camera, image, scale),
        );
        if (found !== null) found.joints2d = found.joints2d.map((value) => (value + 0.5) / scale - 0.5);
        return found;
      });
      turn = answer.catch(() => {});
      return answer;
    },
    reset: () => tracker.reset(),
    async close() {
      await turn;
      await release();
    },
  };
}

/** A camera of a picture, of the same picture drawn smaller. */
function scaled(camera: Camera, { width, height }: RgbImage, scale: number): Camera {
  const { fx, fy, cx, cy } = camera;
  return {
    fx: fx * scale,
    fy: fy * scale,
    cx: (cx + 0.5) * scale - 0.5,
    cy: (cy + 0.5) * scale - 0.5,
    width,
    height,
  };
}

/** Pixels of what a page can draw. */
class FrameDrawing {
  #canvas: Canvas | null = null;

  constructor(readonly longest: number) {}

  pixels(source: TrackerSource): { image: RgbImage; scale: number } {
    if ('pixels' in source) return { image: source as RgbImage, scale: 1 };
    const sizes = source as Record<string, number | undefined>;
    const width = sizes.videoWidth ?? sizes.naturalWidth ?? sizes.displayWidth ?? sizes.width ?? 0;
    const height = sizes.videoHeight ?? sizes.naturalHeight ?? sizes.displayHeight ?? sizes.height ?? 0;
    if (!(width > 0 && height > 0)) throw new RangeError('track: this frame has no pixels yet');
    const scale = Math.min(1, this.longest / Math.max(width, height));
    const size = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = this.#sized(size[0], size[1]);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(source, 0, 0, size[0], size[1]);
    const { data } = context.getImageData(0, 0, size[0], size[1]);
    const pixels = new Uint8Array(3 * size[0] * size[1]);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      pixels[to] = data[from];
      pixels[to + 1] = data[from + 1];
      pixels[to + 2] = data[from + 2];
    }
    return { image: { width: size[0], height: size[1], pixels }, scale };
  }

  #sized(width: number, height: number): Canvas {
    if (this.#canvas === null) {
      const { OffscreenCanvas } = globalThis as unknown as {
        OffscreenCanvas: new (width: number, height: number) => Canvas;
      };
      this.#canvas = new OffscreenCanvas(width, height);
    }
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    return this.#canvas;
  }
}
