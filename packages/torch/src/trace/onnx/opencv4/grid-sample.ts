import type { OnnxGraph } from '../onnx-graph.js';
import { arithmetic, mapped, withNumber } from './arithmetic.js';
import { derived, permuted, reshaped, type Sized, transposed } from './fixed-shapes.js';
import { product } from './products.js';

/**
 * Bilinear samples of maps (N, C, H, W) at places (N, P, Q, 2) of x, y in -1 ... 1, without GridSample: each
 * pixel counts max(0, 1 - |x - i|) max(0, 1 - |y - j|), and a product sums them. What lies outside counts
 * nothing, or, with `edges`, as the nearest pixel.
 *
 * @returns (N, C, P, Q)
 */
export function sampled(
  graph: OnnxGraph,
  maps: Sized,
  grid: Sized,
  { corners, edges }: { corners: boolean; edges: boolean },
): Sized {
  const [batch, channels, height, width] = maps.shape;
  const [, rows, columns] = grid.shape;
  const places = batch * rows * columns;
  const flat = reshaped(graph, grid, [places, 2]);
  const axes = graph.applyMany('Split', [flat.name], 2, { axis: 1, split: [1, 1] });
  const [alongX, alongY] = [width, height].map((size, i) => {
    const [scale, shift] = corners ? [(size - 1) / 2, (size - 1) / 2] : [size / 2, (size - 1) / 2];
    const scaled = withNumber(graph, 'Mul', { name: axes[i], shape: [places, 1] }, scale);
    let place = withNumber(graph, 'Add', scaled, shift);
    if (edges) place = mapped(graph, 'Clip', place, { min: { float: 0 }, max: { float: size - 1 } });
    const pixels = derived(graph, 'pixels', String(size), [1, size], () =>
      Float32Array.from({ length: size }, (_, k) => k),
    );
    const distance = mapped(graph, 'Abs', arithmetic(graph, 'Sub', place, pixels));
    return mapped(graph, 'Relu', withNumber(graph, 'Add', mapped(graph, 'Neg', distance), 1));
  });
  const pixels = height * width;
  // Each axis's weights at every pixel: products with ones where the row, or the column, is the pixel's.
  const spread = (size: number, of: (pixel: number) => number, name: string) =>
    derived(graph, name, `${height}x${width}`, [size, pixels], () => {
      const ones = new Float32Array(size * pixels);
      for (let pixel = 0; pixel < pixels; pixel++) ones[of(pixel) * pixels + pixel] = 1;
      return ones;
    });
  const weights = arithmetic(
    graph,
    'Mul',
    product(
      graph,
      alongX,
      spread(width, (pixel) => pixel % width, 'columns of'),
    ),
    product(
      graph,
      alongY,
      spread(height, (pixel) => Math.floor(pixel / width), 'rows of'),
    ),
  );
  const values = transposed(graph, reshaped(graph, maps, [batch, channels, pixels]));
  const summed = product(graph, reshaped(graph, weights, [batch, rows * columns, pixels]), values);
  return reshaped(graph, permuted(graph, summed, [0, 2, 1]), [batch, channels, rows, columns]);
}
