import {
  type Box,
  boxOfJoints,
  findHand,
  guessCamera,
  type HandEstimate,
  handEstimate,
  type PhotoCrop,
  photoCrop,
  type RgbImage,
  STEADY_SPREAD,
} from 'handbooster/browser';
import { type Backend, HandNetwork } from '../../parts/hand-network.js';
import { MeshView } from '../../parts/mesh-view.js';
import { BoxEditor } from './box-editor.js';
import { drawMarks } from './draw-marks.js';
import { FrameClock } from './frame-clock.js';
import { closePicture, drawPicture, openPicture, openWebcam, type Picture } from './picture.js';

/** A model that the server offers. */
interface ModelListing {
  name: string;
  url: string;
}

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** The page: a picture or film, the box in it, and the hand that the network sees in the box. */
class Tracker {
  readonly #pictureCanvas = element<HTMLCanvasElement>('picture');
  readonly #marks = element<HTMLCanvasElement>('marks');
  readonly #view = new MeshView(element<HTMLCanvasElement>('mesh'));
  readonly #editor = new BoxEditor(this.#marks, () => this.#wake());
  readonly #clock = new FrameClock();
  #network: HandNetwork | null = null;
  #picture: Picture | null = null;
  #photo: RgbImage | null = null;
  /** The last answer; null before the first. */
  estimate: HandEstimate | null = null;
  /** Counts the answers drawn. */
  answers = 0;
  #running = false;
  #again = false;

  constructor() {
    element('left').addEventListener('change', () => this.#wake());
    element('follow').addEventListener('change', () => this.#wake());
    element<HTMLInputElement>('opacity').addEventListener('input', (event) => {
      this.#view.opacity = Number((event.target as HTMLInputElement).value);
      this.#wake();
    });
    element('find').addEventListener('click', () => this.#attempt(() => this.find()));
    element('webcam').addEventListener('click', () =>
      this.#attempt(async () => this.show(await openWebcam())),
    );
    element<HTMLInputElement>('file').addEventListener('change', (event) => {
      const [file] = (event.target as HTMLInputElement).files ?? [];
      if (file) this.#attempt(() => this.#openFile(file));
    });
    element<HTMLSelectElement>('model').addEventListener('change', (event) => {
      const { value } = event.target as HTMLSelectElement;
      if (value) this.#attempt(() => this.fetchModel(value));
    });
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) this.#attempt(() => this.#openFile(file));
    });
  }

  /** Offers the server's models and opens the first. */
  async start(): Promise<void> {
    await this.#attempt(async () => {
      const models: ModelListing[] = await fetch('/api/models').then((answer) => answer.json());
      const select = element<HTMLSelectElement>('model');
      for (const { name, url } of models) select.add(new Option(name, url));
      if (models.length === 0) {
        this.#say(
          'No trained network yet: run `npm run boost`, or drop an .onnx file written by `handbooster export onnx`.',
        );
        return;
      }
      select.value = models[0].url;
      await this.fetchModel(models[0].url);
    });
  }

  async fetchModel(url: string): Promise<void> {
    this.#say('Loading the network ...');
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(await answer.text());
    await this.openModel(new Uint8Array(await answer.arrayBuffer()));
  }

  async openModel(model: Uint8Array): Promise<void> {
    const wanted = new URLSearchParams(location.search).get('backend') as Backend | null;
    const network = await HandNetwork.open(model, wanted);
    await this.#network?.close();
    this.#network = network;
    this.#say(this.#picture === null ? 'Drop a picture here, or take the webcam.' : '');
    element('backend').textContent = network.backend;
    if (this.#picture !== null) await this.find();
  }

  /** Looks at another picture from now on. */
  async show(picture: Picture): Promise<void> {
    if (this.#picture !== null) closePicture(this.#picture);
    this.#picture = picture;
    this.#photo = drawPicture(picture, this.#pictureCanvas);
    const { width, height } = this.#photo;
    Object.assign(this.#marks, { width, height });
    element('stage').style.aspectRatio = `${width} / ${height}`;
    element('stage').classList.add('filled');
    const side = 0.6 * Math.min(width, height);
    this.#editor.box = [(width - side) / 2, (height - side) / 2, side, side];
    element<HTMLInputElement>('follow').checked = picture instanceof HTMLVideoElement;
    this.#clock.reset();
    await this.find();
  }

  /** Puts the box where the network says a hand is. */
  async find(): Promise<void> {
    const [network, photo] = [this.#network, this.#photo];
    if (network === null || photo === null) return this.#wake();
    const { box, spread } = await findHand(photo, network.size, this.#left, async (images, count) => {
      const answers = await network.predict(images);
      const joints = new Float32Array(42 * count);
      answers.forEach(({ joints2d }, i) => {
        joints.set(joints2d, 42 * i);
      });
      return joints;
    });
    this.#editor.box = box;
    this.#say(
      spread <= STEADY_SPREAD
        ? 'Drag the box if it is wrong.'
        : 'Not sure that this is a hand: its answer changes when the box moves. Drag the box to one.',
    );
    this.#wake();
  }

  get box(): Box {
    return this.#editor.box;
  }

  set box(box: Box) {
    this.#editor.box = box;
    this.#wake();
  }

  /** Pixels of the vertices as three.js draws them. */
  drawnPixels(): number[] {
    return this.#view.drawnPixels();
  }

  get #left(): boolean {
    return element<HTMLInputElement>('left').checked;
  }

  /** Answers anew as soon as the answer in progress is done. */
  #wake(): void {
    this.#again = true;
    if (!this.#running) void this.#attempt(() => this.#run());
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again || this.#picture instanceof HTMLVideoElement) {
        this.#again = false;
        if (this.#picture instanceof HTMLVideoElement) {
          this.#photo = drawPicture(this.#picture, this.#pictureCanvas);
          await new Promise(requestAnimationFrame);
        }
        await this.#answer();
      }
    } finally {
      this.#running = false;
    }
  }

  async #answer(): Promise<void> {
    const [network, photo] = [this.#network, this.#photo];
    if (photo === null) return;
    if (network === null) return drawMarks(this.#marks, this.box, null);
    const [box, left] = [this.box, this.#left];
    const began = performance.now();
    const crop: PhotoCrop = photoCrop(photo, box, network.size, left);
    const asked = performance.now();
    const [prediction] = await network.predict(crop.image);
    const answered = performance.now();
    const camera = guessCamera(photo.width, photo.height);
    const estimate = handEstimate(prediction, crop, { box, size: network.size, left, camera });
    this.estimate = estimate;
    this.#view.draw(estimate, network.faces);
    drawMarks(this.#marks, box, estimate.joints2d);
    this.answers++;
    this.#clock.tick(answered - asked, performance.now() - began, this.#picture instanceof HTMLVideoElement);
    element('rate').textContent = this.#clock.text;
    element('distance').textContent =
      `${(100 * estimate.wrist[2]).toFixed(0)} cm away, if the camera is as guessed`;
    const follow = element<HTMLInputElement>('follow').checked && !this.#editor.held;
    const next = follow ? boxOfJoints(photo, box, prediction.joints2d, left) : null;
    if (next !== null) this.#editor.box = smoothed(box, next);
  }

  async #openFile(file: File): Promise<void> {
    if (file.name.endsWith('.onnx')) {
      await this.openModel(new Uint8Array(await file.arrayBuffer()));
      element<HTMLSelectElement>('model').add(new Option(file.name, '', true, true));
    } else await this.show(await openPicture(file));
  }

  async #attempt(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #say(text: string): void {
    element('message').textContent = text;
  }
}

/** Half way to where the hand went: a film's box neither lags far nor trembles. */
function smoothed(from: Box, to: Box): Box {
  const [x, y, width, height] = from.map((value, i) => (value + to[i]) / 2);
  return [x, y, width, height];
}

const tracker = new Tracker();
Object.assign(window, { tracker });
void tracker.start();
