import type { RgbImage } from 'handbooster/browser';

/** What the page looks at: a still picture or a film. */
export type Picture = ImageBitmap | HTMLVideoElement;

export function sizeOf(picture: Picture): { width: number; height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture;
}

/** The picture in a file as it is stored: turned as the camera was held, without a change of colours. */
export async function openPicture(file: Blob): Promise<Picture> {
  return createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => {
    throw new Error('This file is not a picture that the browser can read.');
  });
}

/** The webcam's film, running. */
export async function openWebcam(): Promise<HTMLVideoElement> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  const video = document.createElement('video');
  video.srcObject = stream;
  video.muted = true;
  video.playsInline = true;
  await video.play();
  return video;
}

export function closePicture(picture: Picture): void {
  if (picture instanceof ImageBitmap) picture.close();
  else for (const track of (picture.srcObject as MediaStream).getTracks()) track.stop();
}

/** Draws a picture onto a canvas of its size and reads its pixels. */
export function drawPicture(picture: Picture, canvas: HTMLCanvasElement): RgbImage {
  const { width, height } = sizeOf(picture);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    pixels[to] = data[from];
    pixels[to + 1] = data[from + 1];
    pixels[to + 2] = data[from + 2];
  }
  return { width, height, pixels };
}
