import { io, type nn } from '@handbooster/torch';

/**
 * Rounds a network's weights and statistics to half precision, as `saveNetwork` with `float16` stores them.
 * In place.
 */
export function roundToHalf(network: nn.Module): void {
  for (const [, tensor] of network.stateDict()) {
    if (tensor.dtype !== 'float32') continue;
    tensor.copyFrom(io.float16ToFloat32(io.float32ToFloat16(tensor.toFloat32())));
  }
}
