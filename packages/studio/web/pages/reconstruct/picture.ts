import type { RgbImage } from 'handbooster/browser';

/** What the page looks at: a still picture or a film. */
export type Picture = ImageBitmap | HTMLVideoElement;

export function sizeOf(picture: Picture): { width: number; height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture;
}

/**
 * Longer side of the largest picture that is shown: graphics cards hold no larger ones, and screens show no
 * more.
 */
const LARGEST = 2560;

/**
 * The picture in a file as it is stored: turned as the camera was held, without a change of colours; a larger
 * one than screens show is shrunk as it is decoded.
 */
export async function openPicture(file: Blob): Promise<Picture> {
  const options: ImageBitmapOptions = { colorSpaceConversion: 'none' };
  try {
    const { width, height } = await sizeOfFile(file);
    const scale = LARGEST / Math.max(width, height);
    if (scale < 1) {
      options.resizeWidth = Math.round(width * scale);
      options.resizeHeight = Math.round(height * scale);
      options.resizeQuality = 'medium';
    }
    return await createImageBitmap(file, options);
  } catch {
    throw new Error('This file is not a picture that the browser can read.');
  }
}

/** From the picture's head alone. */
async function sizeOfFile(file: Blob): Promise<{ width: number; height: number }> {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = address;
    });
    return { width: image.naturalWidth, height: image.naturalHeight };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What a browser says of a camera, in words. */
const CAMERA_FAULTS: Record<string, string> = {
  NotFoundError: 'No camera is connected to this computer; drop a picture here instead.',
  NotAllowedError:
    'The browser was not allowed to use the camera: allow it beside the address, and press Webcam again.',
  NotReadableError: 'The camera is in use by another program; close that, and press Webcam again.',
};

/** The webcam's film, running. */
export async function openWebcam(): Promise<HTMLVideoElement> {
  // Pages that are not served by this machine or over HTTPS have no cameras.
  if (navigator.mediaDevices === undefined) {
    throw new Error(
      'The browser gives cameras to pages of this machine or over HTTPS only: open the studio there.',
    );
  }
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { width: 640, height: 480 } })
    .catch((error: DOMException) => {
      throw new Error(CAMERA_FAULTS[error.name] ?? `The camera does not start (${error.message}).`);
    });
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
