import {
  answerSpread,
  type Box,
  boxOfJoints,
  type CropPrediction,
  findHand,
  guessCamera,
  type HandEstimate,
  handEstimate,
  type PhotoCrop,
  photoCrop,
  type RgbImage,
} from 'handbooster/browser';
import { call, fetchBytes } from '../../parts/api/call.js';
import { type Backend, HandNetwork } from '../../parts/hand/hand-network.js';
import { answerWords } from './answer-words.js';
import { BoxEditor } from './box-editor.js';
import { isLost, limitBox, smoothedBox } from './box-limits.js';
import { drawMarks } from './draw-marks.js';
import { FrameClock } from './frame-clock.js';
import { MeshView } from './mesh-view.js';
import { closePicture, drawPicture, openPicture, openWebcam, type Picture } from './picture.js';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** Milliseconds between two searches of a whole frame, and between two judgements. */
const SEARCH_EVERY = 700;
const JUDGE_EVERY = 500;

/**
 * A picture or film, the box in it, and the hand that the network sees in the box; in the elements of the
 * page.
 */
export class Tracker {
  readonly #pictureCanvas = element<HTMLCanvasElement>('picture');
  readonly #marks = element<HTMLCanvasElement>('marks');
  readonly #view = new MeshView(element<HTMLCanvasElement>('mesh'));
  readonly #editor = new BoxEditor(this.#marks, () => this.#wake());
  readonly #closed = new AbortController();
  readonly #clock = new FrameClock();
  #network: HandNetwork | null = null;
  #picture: Picture | null = null;
  #photo: RgbImage | null = null;
  /** The last answer; null before the first. */
  estimate: HandEstimate | null = null;
  /** Counts the answers drawn. */
  answers = 0;
  /** Counts the networks asked for: an older one that comes late is not taken. */
  #round = 0;
  #answering: Promise<unknown> = Promise.resolve();
  /** When a lost hand was looked for last, and when and where an answer was judged. */
  #searched = Number.NEGATIVE_INFINITY;
  #judged = Number.NEGATIVE_INFINITY;
  #judgedBox = '';
  #running = false;
  #again = false;

  constructor() {
    const { signal } = this.#closed;
    const on = (id: string, event: string, act: () => void) =>
      element(id).addEventListener(event, act, { signal });
    on('left', 'change', () => this.#wake());
    on('follow', 'change', () => this.#wake());
    on('opacity', 'input', () => {
      this.#view.opacity = Number(element<HTMLInputElement>('opacity').value);
      this.#wake();
    });
    on('find', 'click', () => this.#attempt(() => this.find()));
    on('webcam', 'click', () => this.#attempt(async () => this.show(await openWebcam())));
    on('file', 'change', () => this.#open(element<HTMLInputElement>('file').files));
    on('model', 'change', () => {
      const { value } = element<HTMLSelectElement>('model');
      if (value) void this.#attempt(() => this.fetchModel(value));
    });
    document.addEventListener('dragover', (event) => event.preventDefault(), { signal });
    document.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        this.#open(event.dataTransfer?.files);
      },
      { signal },
    );
    document.addEventListener('paste', (event) => this.#open(event.clipboardData?.files), { signal });
  }

  /** Lets go of the camera, the network and the graphics context. */
  async close(): Promise<void> {
    this.#closed.abort();
    if (this.#picture !== null) closePicture(this.#picture);
    this.#picture = null;
    this.#view.close();
    const network = this.#network;
    this.#network = null;
    await network?.close();
  }

  /** Offers the server's models and opens the first. */
  async start(): Promise<void> {
    await this.#attempt(async () => {
      const models = await call('models/list', {});
      const select = element<HTMLSelectElement>('model');
      for (const { id, name } of models) select.add(new Option(name, id));
      if (models.length === 0) {
        this.#say(
          'No trained network yet: run `npm run boost`, or drop an .onnx file written by `handbooster export onnx`.',
        );
        return;
      }
      select.value = models[0].id;
      await this.fetchModel(models[0].id);
    });
  }

  async fetchModel(id: string): Promise<void> {
    this.#say('Loading the network …');
    const round = ++this.#round;
    const path = `api/models/${id.split('/').map(encodeURIComponent).join('/')}`;
    const model = await fetchBytes(path, this.#closed.signal);
    await this.openModel(new Uint8Array(await model.arrayBuffer()), round);
  }

  async openModel(model: Uint8Array, round = ++this.#round): Promise<void> {
    const wanted = new URLSearchParams(location.search).get('backend') as Backend | null;
    const network = await HandNetwork.open(model, wanted);
    if (this.#closed.signal.aborted || round !== this.#round) return network.close();
    const before = this.#network;
    this.#network = network;
    // An answer of the network before may be on its way.
    void this.#answering.catch(() => {}).then(() => before?.close());
    this.#say(
      this.#picture === null ? 'Drop or paste a picture here, choose a file, or take the webcam.' : '',
    );
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
    await this.#place();
    this.#wake();
  }

  async #place(): Promise<void> {
    const [network, photo] = [this.#network, this.#photo];
    if (network === null || photo === null) return;
    const { box, spread } = await findHand(photo, network.size, this.#left, (images, count) =>
      this.#joints(network, images, count),
    );
    this.#editor.box = limitBox(box, photo);
    this.#say(answerWords(spread));
  }

  async #joints(network: HandNetwork, images: Float32Array, count: number): Promise<Float32Array> {
    const answers = await this.#predict(network, images);
    const joints = new Float32Array(42 * count);
    answers.forEach(({ joints2d }, i) => {
      joints.set(joints2d, 42 * i);
    });
    return joints;
  }

  /** Judges the answer in the box where it is now, every now and then: a box may be drawn anywhere. */
  async #doubt(network: HandNetwork, photo: RgbImage, box: Box): Promise<void> {
    const now = performance.now();
    if (this.#editor.held || now - this.#judged < JUDGE_EVERY || String(box) === this.#judgedBox) return;
    const [spread] = await answerSpread(photo, [box], network.size, this.#left, (images, count) =>
      this.#joints(network, images, count),
    );
    this.#judged = performance.now();
    this.#judgedBox = String(box);
    this.#say(answerWords(spread));
  }

  get box(): Box {
    return this.#editor.box;
  }

  set box(box: Box) {
    this.#editor.box = this.#photo === null ? box : limitBox(box, this.#photo);
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

  #predict(network: HandNetwork, images: Float32Array): Promise<CropPrediction[]> {
    const answers = network.predict(images);
    this.#answering = answers;
    return answers;
  }

  async #answer(): Promise<void> {
    const [network, photo] = [this.#network, this.#photo];
    if (photo === null) return;
    if (network === null) return drawMarks(this.#marks, this.box, null);
    const [box, left] = [this.box, this.#left];
    const began = performance.now();
    const crop: PhotoCrop = photoCrop(photo, box, network.size, left);
    const asked = performance.now();
    const [prediction] = await this.#predict(network, crop.image);
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
    await this.#doubt(network, photo, box);
    const follow = element<HTMLInputElement>('follow').checked && !this.#editor.held;
    const next = follow ? boxOfJoints(photo, box, prediction.joints2d, left) : null;
    if (!follow) return;
    if (isLost(next, photo)) await this.#findAgain();
    else this.#editor.box = limitBox(smoothedBox(box, next as Box), photo);
  }

  /** Looks at the whole picture for a hand that was lost; seldom, as that takes longer than following. */
  async #findAgain(): Promise<void> {
    this.#view.clear();
    const now = performance.now();
    if (now - this.#searched < SEARCH_EVERY) return;
    await this.#place();
    this.#searched = performance.now();
  }

  #open(files: FileList | null | undefined): void {
    const [file] = files ?? [];
    if (file) void this.#attempt(() => this.#openFile(file));
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
      if (this.#closed.signal.aborted) return;
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #say(text: string): void {
    element('message').textContent = text;
  }
}
