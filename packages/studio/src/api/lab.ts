import type { SampleCamera } from './data.js';

/** The page Lab: a scene of one's own, an image of it, and what a network sees in that. */
export interface LabCalls {
  'lab/open': { body: { source: string }; reply: LabDescription };
  /** A grasp of an object, by its place among those that the run keeps. */
  'lab/grasp': { body: { source: string; object: number; position: number }; reply: LabGrasp };
  /** Makes an image of a scene; its pieces are the images that the denoiser expects, step by step. */
  'lab/synthesise': { body: { source: string; scene: LabScene; wish: LabWish }; reply: { job: string } };
  'lab/pieces': { body: { job: string; from: number }; reply: LabPiece[] };
  /** Puts the image of a job with its label at the end of a dataset beside the runs. */
  'lab/keep': { body: { job: string; name: string }; reply: { folder: string; count: number } };
}

export interface LabDescription {
  /** Whose weights make images: the run's own, those of the package, or none. */
  denoiser: 'run' | 'shipped' | null;
  /** Pixels of an image, and of the rendering behind its maps. */
  imageSize: number;
  renderSize: number;
  maps: string[];
  forearm: 'none' | 'stub';
  objects: LabObject[];
  /** The run's way of sampling. */
  wish: LabWish;
  samplers: string[];
  /** Whether the denoiser can be asked for colours. */
  style: boolean;
  /** A camera that the denoiser has seen pictures of, and how far away hands were, metres. */
  camera: SampleCamera;
  depth: number;
}

export interface LabObject {
  id: number;
  name: string;
  /** Grasps that the run keeps of it. */
  grasps: number;
  texture: boolean;
}

export interface LabGrasp {
  id: string;
  /** (48), (10), (3) in the object's frame. */
  pose: number[];
  betas: number[];
  translation: number[];
}

/** What is to be seen, in the axes of a camera. */
export interface LabScene {
  camera: SampleCamera;
  /** The square of the camera's picture that is made. */
  box: [x: number, y: number, width: number, height: number];
  pose: number[];
  betas: number[];
  translation: number[];
  /** Row-major (3, 4), camera from object; null for a hand alone. */
  object: { id: number; pose: number[] } | null;
}

/** How an image is to be made. */
export interface LabWish {
  seed: number;
  sampler: string;
  steps: number;
  guidance: number;
  /** Colours of the hand and of what is neither hand nor object, 0 ... 255; null leaves them open. */
  style: { hand: number[]; room: number[] } | null;
}

export interface LabPiece {
  step: number;
  /** Of the image, each way. */
  size: number;
  /** (size, size, 3) bytes in base64. */
  pixels: string;
  /** The image itself; else what the denoiser expects so far. */
  last: boolean;
}
