/**
 * What a camera sees at the centre of each pixel. Arrays are row-major (height, width); make one and pass it
 * again to `rasterise` to draw many pictures without allocating.
 */
export class GBuffer {
  width = 0;
  height = 0;
  /**
   * (H, W) distance along the camera's z axis in metres; 0 where nothing is seen (as in DexYCB's depth
   * images).
   */
  depth = new Float32Array(0);
  /** (H, W) index of the mesh in the list that was drawn; -1 where nothing is seen. */
  mesh = new Int16Array(0);
  /** (H, W) index of the face in its mesh; -1 where nothing is seen. */
  face = new Int32Array(0);
  /**
   * (H, W, 2) perspective-correct weights of the face's first and second corner; the third has 1 minus both.
   * Only set where something is seen.
   */
  barycentric = new Float32Array(0);

  /**
   * (H, W) number of the face among the faces of all meshes, one after the other; -1 where nothing is seen.
   * The only result of `rasterise` with `attributes: false`.
   */
  id = new Int32Array(0);

  /**
   * First and last column, first and last row that anything may have been drawn on; first > last where
   * nothing was.
   */
  readonly bounds = Int32Array.of(0, -1, 0, -1);

  /** The rasteriser's own working memory: nearness, (V, 3) homogeneous pixels and (V, 2) pixels. */
  nearness = new Float32Array(0);
  homogeneous = new Float64Array(0);
  projected = new Float64Array(0);

  constructor(width = 0, height = 0) {
    this.resize(width, height);
  }

  /** Makes room for width x height pixels, keeping the arrays when the number of pixels is the same. */
  resize(width: number, height: number): void {
    if (!Number.isInteger(width) || !Number.isInteger(height) || width < 0 || height < 0) {
      throw new RangeError(`GBuffer: expected whole numbers of pixels, found ${width} x ${height}`);
    }
    this.width = width;
    this.height = height;
    const count = width * height;
    if (this.id.length === count) return;
    this.id = new Int32Array(count);
    this.depth = new Float32Array(count);
    this.mesh = new Int16Array(count);
    this.face = new Int32Array(count);
    this.barycentric = new Float32Array(count * 2);
    this.nearness = new Float32Array(count);
  }

  /** Makes room for the projections of `count` vertices. */
  reserveVertices(count: number): void {
    if (this.projected.length >= count * 2) return;
    this.homogeneous = new Float64Array(count * 3);
    this.projected = new Float64Array(count * 2);
  }
}
