import type { RgbImage } from '../../datasets/images/rgb-image.js';
import type { Camera } from '../../geometry/camera.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { type LandmarkFit, LandmarkFitter } from '../fit/fit-landmarks.js';
import { fittedHand } from '../fit/fitted-hand.js';
import { findLandmarks, followLandmarks, type HandLandmarks } from '../landmarks/find-landmarks.js';
import type { LandmarkNetworks } from '../landmarks/landmark-networks.js';
import { guessCamera } from '../photo/guess-camera.js';

/** A hand in a frame. */
export interface TrackedHand {
  side: 'left' | 'right';
  /** Certainty that there is a hand, 0 ... 1. */
  confidence: number;
  /** Mean distance of the mesh from the landmarks, as a share of the hand. */
  error: number;
  /** (21, 3) metres in the camera: x right, y down, z forward. */
  joints: Float32Array;
  /** (21, 2) pixels of the frame. */
  joints2d: Float32Array;
  /** (V, 3) metres, in the camera. A left hand's is mirrored: its faces turn the other way round. */
  vertices: Float32Array;
}

export interface HandTrackerOptions {
  /** Below this certainty a hand that was followed is lost, and is looked for anew. */
  lost: number;
}

export const HAND_TRACKER_DEFAULTS: HandTrackerOptions = { lost: 0.5 };

/** How much a frame's own certainty of the side counts beside those before. */
const SIDE_SHARE = 0.2;

/**
 * Follows one hand through frames: looked for where there is none, then landmarked where its own landmarks of
 * the frame before say that it is, and fitted from the fit of the frame before. Lost, it is looked for again
 * in the same frame.
 */
export class HandTracker {
  readonly #networks: LandmarkNetworks;
  readonly #fitter: LandmarkFitter;
  readonly #options: HandTrackerOptions;
  #landmarks: HandLandmarks | null = null;
  #fit: LandmarkFit | null = null;
  #left = 0.5;

  constructor(networks: LandmarkNetworks, model: HandModel, options: Partial<HandTrackerOptions> = {}) {
    this.#networks = networks;
    this.#fitter = new LandmarkFitter(model);
    this.#options = { ...HAND_TRACKER_DEFAULTS, ...options };
  }

  /** Forgets the hand: the next frame is of something else. */
  reset(): void {
    this.#landmarks = null;
    this.#fit = null;
  }

  /** @param camera of the frame; guessed where it is left out. @returns null where there is no hand. */
  async track(
    frame: RgbImage,
    camera: Camera = guessCamera(frame.width, frame.height),
  ): Promise<TrackedHand | null> {
    const landmarks = await this.#look(frame);
    if (landmarks === null) {
      this.reset();
      return null;
    }
    const before = this.#left > 0.5;
    const fresh = this.#landmarks === null;
    this.#left = fresh ? landmarks.left : this.#left + SIDE_SHARE * (landmarks.left - this.#left);
    const left = this.#left > 0.5;
    if (fresh || left !== before) this.#fit = null;
    this.#landmarks = landmarks;
    const box = [0, 0, frame.width, frame.height] as const;
    const { hand, fit } = fittedHand(this.#fitter, landmarks, { box, left, camera }, this.#fit);
    this.#fit = fit;
    const placed = (points: Float32Array) => points.map((value, i) => value + hand.wrist[i % 3]);
    return {
      side: hand.side,
      confidence: landmarks.presence,
      error: fit.error,
      joints: placed(hand.joints),
      joints2d: hand.joints2d,
      vertices: placed(hand.vertices),
    };
  }

  async #look(frame: RgbImage): Promise<HandLandmarks | null> {
    if (this.#landmarks !== null) {
      const followed = await followLandmarks(frame, this.#landmarks, this.#networks);
      if (followed.presence >= this.#options.lost) return followed;
      this.reset();
    }
    const [found = null] = await findLandmarks(frame, this.#networks, { most: 1 });
    return found;
  }
}
