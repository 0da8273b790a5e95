/** Linear light, red green blue; 1 is a perfectly white surface or the light that makes one look white. */
export type Color = readonly [number, number, number];

/** Linear light of an 8-bit sRGB value. */
export function linearOfByte(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

/** Linear light of each 8-bit sRGB value. */
export const LINEAR_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, i) => linearOfByte(i));

/** sRGB value in 0 ... 1 of linear light in 0 ... 1. */
export function srgbOfLinear(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Linear colour of `rrggbb`. */
export function hexColor(hex: string): Color {
  const value = Number.parseInt(hex, 16);
  return [linearOfByte(value >> 16), linearOfByte((value >> 8) & 255), linearOfByte(value & 255)];
}

/** Linear colour of hue (turns), saturation and value as on a colour wheel in sRGB. */
export function hsvColor(hue: number, saturation: number, value: number): Color {
  const channel = (n: number) => {
    const k = (n + hue * 6) % 6;
    return linearOfByte(255 * (value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}

/** From `a` (t = 0) to `b` (t = 1). */
export function mixColors(a: Color, b: Color, t: number): Color {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** Colour times a number. */
export function scaleColor(a: Color, k: number): Color {
  return [a[0] * k, a[1] * k, a[2] * k];
}

/** The colour that a light keeps after the camera's white balance: -1 cold, 0 neutral, 1 warm; green is 1. */
export function lightColor(warmth: number): Color {
  return warmth >= 0
    ? mixColors([1, 1, 1], [1.28, 1, 0.66], warmth)
    : mixColors([1, 1, 1], [0.86, 1, 1.22], -warmth);
}
