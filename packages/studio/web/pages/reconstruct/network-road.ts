import {
  answerSpread,
  type Box,
  type CropPrediction,
  findHand,
  guessCamera,
  type HandEstimate,
  handEstimate,
  photoCrop,
  type RgbImage,
} from 'handbooster/browser';
import type { HandNetwork } from '../../parts/hand/hand-network.js';

/** Milliseconds between two judgements of a film. */
const JUDGE_EVERY = 500;

/** A hand by a trained network in a box. */
export interface NetworkAnswer {
  estimate: HandEstimate;
  prediction: CropPrediction;
  /** In the network. */
  milliseconds: number;
}

/** Hands by a trained network, which also looks for them where nothing else does. */
export class NetworkRoad {
  #answering: Promise<unknown> = Promise.resolve();
  /** When an answer was judged, and of what. */
  #judged = Number.NEGATIVE_INFINITY;
  #judgedPhoto: RgbImage | null = null;
  #judgedPlace = '';

  constructor(readonly network: HandNetwork) {}

  async answer(photo: RgbImage, box: Box, left: boolean): Promise<NetworkAnswer> {
    const { size } = this.network;
    const crop = photoCrop(photo, box, size, left);
    const asked = performance.now();
    const [prediction] = await this.#predict(crop.image);
    const milliseconds = performance.now() - asked;
    const camera = guessCamera(photo.width, photo.height);
    return {
      estimate: handEstimate(prediction, crop, { box, size, left, camera }),
      prediction,
      milliseconds,
    };
  }

  /** Where in a picture the network sees a hand, and how much its answer moves with the box. */
  find(photo: RgbImage, left: boolean): Promise<{ box: Box; spread: number }> {
    return findHand(photo, this.network.size, left, (images, count) => this.#joints(images, count));
  }

  /**
   * How much the answer in a box moves when the box does, as a box may be drawn anywhere: in a film every now
   * and then, in a picture for each place. Null where the last judgement holds.
   */
  async judge(photo: RgbImage, box: Box, left: boolean, film: boolean): Promise<number | null> {
    const place = String([...box, left]);
    const isSame = photo === this.#judgedPhoto && place === this.#judgedPlace;
    if (isSame || (film && performance.now() - this.#judged < JUDGE_EVERY)) return null;
    const { size } = this.network;
    const [spread] = await answerSpread(photo, [box], size, left, (images, count) =>
      this.#joints(images, count),
    );
    this.#judged = performance.now();
    this.#judgedPhoto = photo;
    this.#judgedPlace = place;
    return spread;
  }

  /** Frees the network once its last answer is there. */
  async close(): Promise<void> {
    await this.#answering.catch(() => {});
    await this.network.close();
  }

  async #joints(images: Float32Array, count: number): Promise<Float32Array> {
    const joints = new Float32Array(42 * count);
    for (const [i, { joints2d }] of (await this.#predict(images)).entries()) joints.set(joints2d, 42 * i);
    return joints;
  }

  #predict(images: Float32Array): Promise<CropPrediction[]> {
    const answers = this.network.predict(images);
    this.#answering = answers;
    return answers;
  }
}
