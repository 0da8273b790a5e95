import {
  type Camera,
  type HandModel,
  HandTracker,
  type NetworkRun,
  type PackedHand,
  type RgbImage,
  type TrackedHand,
  unpackHand,
} from 'handbooster/browser';
import type * as Ort from 'onnxruntime-web';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { fetchBytes } from '../api/call.js';

/** Hands by landmark networks and a fitted hand model: what is made for real photos. */
export class LandmarkRoad {
  readonly #tracker: HandTracker;

  private constructor(
    readonly hand: HandModel,
    readonly sessions: readonly Ort.InferenceSession[],
    runs: { palms: NetworkRun; landmarks: NetworkRun },
  ) {
    this.#tracker = new HandTracker(runs, hand);
  }

  /** Fetches the networks from the studio. @throws CallError where it has none */
  static async open(signal: AbortSignal): Promise<LandmarkRoad> {
    const [palms, landmarks, packed] = await Promise.all(
      ['palms.onnx', 'landmarks.onnx', 'hand.json'].map(async (name) => {
        const blob = await fetchBytes(`api/tracker/${name}`, signal);
        return new Uint8Array(await blob.arrayBuffer());
      }),
    );
    const ort = await import('onnxruntime-web/wasm');
    // Several threads need headers that forbid much else.
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { wasm: new URL(plainWasm, document.baseURI).href };
    const open = (model: Uint8Array) => ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    const sessions = [await open(palms), await open(landmarks)];
    const run =
      (session: Ort.InferenceSession): NetworkRun =>
      async (image) => {
        const size = Math.sqrt(image.length / 3);
        const outputs = await session.run({ image: new ort.Tensor('float32', image, [1, 3, size, size]) });
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
        );
      };
    const hand = unpackHand(JSON.parse(new TextDecoder().decode(packed)) as PackedHand);
    return new LandmarkRoad(hand, sessions, { palms: run(sessions[0]), landmarks: run(sessions[1]) });
  }

  /** The hand in a picture, null where none is seen; in a film the one of the frame before is followed. */
  track(photo: RgbImage, camera: Camera): Promise<TrackedHand | null> {
    return this.#tracker.track(photo, camera);
  }

  /** What comes next is another picture. */
  reset(): void {
    this.#tracker.reset();
  }

  async close(): Promise<void> {
    for (const session of this.sessions) await session.release();
  }
}
