import { call, sendBytes } from '../../parts/api/call.js';

/** Pictures a second. */
const RATE = 2;
const QUALITY = 0.92;

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** Keeps the webcam's pictures in a folder of this machine, as long as its button is on. */
export class Recorder {
  readonly #button = element<HTMLButtonElement>('record');
  #stop: AbortController | null = null;

  /** @param canvas has the film's present picture. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    signal: AbortSignal,
  ) {
    const press = () => (this.#stop === null ? void this.#record() : this.stop());
    this.#button.addEventListener('click', press, { signal });
    signal.addEventListener('abort', () => this.stop());
  }

  /** Whether there is a film to be kept; what was kept of another one ends. */
  offer(isFilm: boolean): void {
    this.stop();
    this.#button.disabled = !isFilm;
  }

  async #record(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.#button.setAttribute('aria-pressed', 'true');
    const say = (words: string) => {
      element('recorded').textContent = words;
    };
    try {
      const name = element<HTMLInputElement>('recording').value;
      const { folder, count: before } = await call('recordings/begin', { name }, stop.signal);
      let count = before;
      while (!stop.signal.aborted) {
        const began = performance.now();
        const picture = await jpegOf(this.canvas);
        await sendBytes(`api/recordings/${encodeURIComponent(name)}/${count}`, picture);
        count++;
        say(`${count} pictures in ${folder}`);
        const rest = 1000 / RATE - (performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
      }
      say(`${count} pictures in ${folder}. Label them: handbooster data annotate --photos ${folder} --film`);
    } catch (error) {
      if (!stop.signal.aborted) say((error as Error).message);
    }
    if (this.#stop === stop) this.stop();
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#button.setAttribute('aria-pressed', 'false');
  }
}

function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('This picture cannot be kept.')) : resolve(blob)),
      'image/jpeg',
      QUALITY,
    );
  });
}
