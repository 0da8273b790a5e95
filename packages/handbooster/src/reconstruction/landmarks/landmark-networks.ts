/** Runs a network on a picture (3, S, S) in 0 ... 1 and gives its outputs by name. */
export type NetworkRun = (image: Float32Array) => Promise<Record<string, Float32Array>>;

/**
 * The two networks that find hands and their landmarks in photos; see `handLandmarkModels` for their files.
 */
export interface LandmarkNetworks {
  /** Gives `boxes` (2016, 18) and `scores` (2016) of a picture of 192 pixels a side. */
  palms: NetworkRun;
  /**
   * Gives `landmarks` (21, 3) in pixels, `presence`, `side` and `world` (21, 3) of a picture of 224 pixels a
   * side.
   */
  landmarks: NetworkRun;
}
