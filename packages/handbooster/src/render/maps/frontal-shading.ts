/**
 * The release's lighting of texture maps: ambient light 0.3 and three white lights of 0.8, which all shine
 * along the viewing direction, on a rough, non-metallic surface (the metallic-roughness model of glTF 2.0,
 * appendix B, with pyrender's geometry term). With light and eye in one direction everything depends on the
 * cosine between it and the normal: linear colour = albedo gain(cosine) + gloss(cosine).
 */
const STEPS = 1024;
const AMBIENT = 0.3;
const LIGHT = 2.4;
const REFLECTANCE = 0.04;

const gain = new Float32Array(STEPS + 1);
const gloss = new Float32Array(STEPS + 1);
for (let i = 0; i <= STEPS; i++) {
  const cosine = Math.max(0.001, i / STEPS);
  const diffuse = (1 - REFLECTANCE) ** 2 / Math.PI;
  const masking = (cosine / (cosine * 0.5 + 0.5)) ** 2;
  const specular = (REFLECTANCE * masking) / Math.PI / (4 * cosine * cosine + 0.001);
  gain[i] = AMBIENT + LIGHT * cosine * diffuse;
  gloss[i] = LIGHT * cosine * specular;
}

/** Linear light of an sRGB value v is `toLinear[v * 4]`: quarter steps of 0 ... 255. */
const toLinear = new Float32Array(255 * 4 + 1);
for (let i = 0; i < toLinear.length; i++) {
  const value = i / 4 / 255;
  toLinear[i] = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** 255 x^(1 / 2.2), by the root of x: nearly a straight line, so a short table is exact enough. */
const encoded = new Float32Array(2049);
for (let i = 0; i < encoded.length; i++) encoded[i] = 255 * ((i / 2048) ** 2) ** (1 / 2.2);

/** Which of the steps of `gain` and `gloss` a cosine falls on; 1 is facing the camera. */
function stepOf(cosine: number): number {
  return cosine >= 1 ? STEPS : cosine > 0 ? (cosine * STEPS + 0.5) | 0 : 0;
}

/**
 * Lights a colour, in place.
 *
 * @param color three gamma-encoded numbers 0 ... 255
 * @param cosine between the normal and the viewing axis, 1 when facing the camera
 */
export function shadeFrontally(color: Float64Array, cosine: number): void {
  const step = stepOf(cosine);
  const g = gain[step];
  const s = gloss[step];
  const red = toLinear[(color[0] * 4 + 0.5) | 0] * g + s;
  const green = toLinear[(color[1] * 4 + 0.5) | 0] * g + s;
  const blue = toLinear[(color[2] * 4 + 0.5) | 0] * g + s;
  color[0] = red >= 1 ? 255 : encoded[(Math.sqrt(red) * 2048 + 0.5) | 0];
  color[1] = green >= 1 ? 255 : encoded[(Math.sqrt(green) * 2048 + 0.5) | 0];
  color[2] = blue >= 1 ? 255 : encoded[(Math.sqrt(blue) * 2048 + 0.5) | 0];
}

/** What linear light is multiplied with at a cosine, and what is added to it. */
export function frontalGain(cosine: number): number {
  return gain[stepOf(cosine)];
}
export function frontalGloss(cosine: number): number {
  return gloss[stepOf(cosine)];
}

/**
 * Lights a colour in quarter steps.
 *
 * @param steps three whole numbers 0 ... 1020, 4 for each step of 0 ... 255
 * @param out three gamma-encoded numbers 0 ... 255
 */
export function shadeSteps(steps: Int32Array, gain: number, gloss: number, out: Float64Array): void {
  const red = toLinear[steps[0]] * gain + gloss;
  const green = toLinear[steps[1]] * gain + gloss;
  const blue = toLinear[steps[2]] * gain + gloss;
  out[0] = red >= 1 ? 255 : encoded[(Math.sqrt(red) * 2048 + 0.5) | 0];
  out[1] = green >= 1 ? 255 : encoded[(Math.sqrt(green) * 2048 + 0.5) | 0];
  out[2] = blue >= 1 ? 255 : encoded[(Math.sqrt(blue) * 2048 + 0.5) | 0];
}

/**
 * A colour lit at every step: the colour of a cosine begins at `shadedOffset(cosine)`. For surfaces of one
 * colour.
 */
export function shadedTable(color: readonly number[]): Float32Array {
  const table = new Float32Array((STEPS + 1) * 3);
  const lit = new Float64Array(3);
  for (let step = 0; step <= STEPS; step++) {
    lit.set(color);
    shadeFrontally(lit, step / STEPS);
    table.set(lit, step * 3);
  }
  return table;
}

export function shadedOffset(cosine: number): number {
  return stepOf(cosine) * 3;
}
