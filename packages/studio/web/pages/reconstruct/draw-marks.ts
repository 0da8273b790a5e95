import type { Box } from 'handbooster/browser';

const FINGER_COLORS = ['#e6550d', '#31a354', '#3182bd', '#756bb1', '#d6a000'];

/** Draws the box and, where there are any, 21 joints (pixels) as fingers from the wrist. */
export function drawMarks(canvas: HTMLCanvasElement, box: Box, joints: ArrayLike<number> | null): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const line = Math.max(1, Math.max(width, height) / 400);
  // Pixel centres are whole numbers here and halves on a canvas.
  context.setTransform(1, 0, 0, 1, 0.5, 0.5);
  context.lineWidth = line;
  context.strokeStyle = '#ffffff';
  context.strokeRect(...(box as [number, number, number, number]));
  context.setLineDash([4 * line, 4 * line]);
  context.strokeStyle = '#000000';
  context.strokeRect(...(box as [number, number, number, number]));
  context.setLineDash([]);
  if (joints !== null) {
    const at = (joint: number): [number, number] => [joints[2 * joint], joints[2 * joint + 1]];
    FINGER_COLORS.forEach((color, finger) => {
      context.strokeStyle = color;
      context.fillStyle = color;
      context.beginPath();
      context.moveTo(...at(0));
      for (let k = 1; k <= 4; k++) context.lineTo(...at(4 * finger + k));
      context.stroke();
      for (let k = 1; k <= 4; k++) {
        context.beginPath();
        context.arc(...at(4 * finger + k), 1.5 * line, 0, 2 * Math.PI);
        context.fill();
      }
    });
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
}
