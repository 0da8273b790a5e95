/** An RGB image in memory: (height, width, 3), row 0 at the top. */
export interface RgbImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}
