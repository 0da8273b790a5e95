/** Depth in metres as DexYCB's pictures of depth have it; what is too far away is 65535. */
export function millimetres(depth: Float32Array, out: Uint16Array): void {
  for (let i = 0; i < out.length; i++) out[i] = depth[i] < 65.535 ? depth[i] * 1000 + 0.5 : 65535;
}
