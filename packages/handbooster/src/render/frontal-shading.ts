/**
 * The release's lighting of texture maps: ambient light 0.3 and three white lights of 0.8, which all shine along the
 * viewing direction, on a rough, non-metallic surface (the metallic-roughness model of glTF 2.0, appendix B, with
 * pyrender's geometry term). With light and eye in one direction everything depends on the cosine between it and
 * the normal: linear colour = albedo gain(cosine) + gloss(cosine).
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

/**
 * Lights a colour, in place.
 *
 * @param color three gamma-encoded numbers 0 ... 255 from `offset` on
 * @param cosine between the normal and the viewing axis, 1 when facing the camera
 */
export function shadeFrontally(color: Float32Array | Float64Array, cosine: number, offset = 0): void {
  const step = cosine >= 1 ? STEPS : cosine > 0 ? Math.round(cosine * STEPS) : 0;
  const g = gain[step];
  const s = gloss[step];
  for (let k = offset; k < offset + 3; k++) {
    const linear = toLinear[Math.round(color[k] * 4)] * g + s;
    color[k] = linear >= 1 ? 255 : encoded[Math.round(Math.sqrt(linear) * 2048)];
  }
}
