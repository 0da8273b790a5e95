/** A least and a greatest value, between which each picture draws its own. */
export type Range = readonly [low: number, high: number];

/**
 * How widely a capture in the wild is randomised. There every picture has a hand, light, backdrop and place
 * of its own, so that a network trained on it has to get along with any of them (domain randomisation:
 * Tobin et al. 2017, Tremblay et al. 2018).
 */
export interface WildOptions {
  /** Different lights that pictures draw from. */
  environments: number;
  /** Share of pictures with a free hand in any pose; the others show grasps with their objects. */
  freeShare: number;
  /** Share of pictures before a room; the others have backdrops with the statistics of photographs. */
  roomShare: number;
  /** Share of pictures in which something lies before the hand. */
  occluderShare: number;
  /** Most of the hand that it may hide. */
  hiddenShare: number;
  /** Extent of the open hand as a share of the picture's shorter side. */
  handSize: Range;
  /** Focal length in picture widths, one a camera. */
  focal: Range;
  /** Strength of the lamp, and of the light from all around. */
  lamp: Range;
  ambient: Range;
  /** Exposure against what a meter says, in stops. */
  exposure: Range;
  /** Most by which white balance misses red and blue, as a share. */
  balance: number;
  /** Blur of the lens: standard deviation in pixels. */
  blur: Range;
  /** Share of pictures with motion blur, and its length in pixels. */
  motionShare: number;
  motion: Range;
  /** Noise at mid grey, as a share of white. */
  noise: Range;
  /** Share of pictures of a lower resolution, and that resolution as a share of the picture's own. */
  lowShare: number;
  resolution: Range;
  /** Share of pictures whose amplitude spectrum is changed, and by how much (deviation of the log gain). */
  spectrumShare: number;
  spectrum: number;
  /** JPEG quality, 1 ... 100. */
  jpegQuality: Range;
}

export const WILD_DEFAULTS: WildOptions = {
  environments: 400,
  freeShare: 0.65,
  roomShare: 0.35,
  occluderShare: 0.3,
  hiddenShare: 0.35,
  handSize: [0.35, 0.85],
  focal: [0.7, 2.2],
  lamp: [0, 3],
  ambient: [0.12, 0.8],
  exposure: [-0.9, 0.9],
  balance: 0.22,
  blur: [0.3, 1.4],
  motionShare: 0.2,
  motion: [1, 6],
  noise: [0.003, 0.045],
  lowShare: 0.4,
  resolution: [0.3, 1],
  spectrumShare: 0.35,
  spectrum: 0.35,
  jpegQuality: [30, 95],
};
