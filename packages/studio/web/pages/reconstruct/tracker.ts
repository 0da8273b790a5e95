import { type Box, boxOfJoints, type RgbImage } from 'handbooster/browser';
import { call, fetchBytes } from '../../parts/api/call.js';
import { type Backend, HandNetwork } from '../../parts/hand/hand-network.js';
import { LandmarkRoad } from '../../parts/hand/landmark-road.js';
import { AnswerBoard } from './answer-board.js';
import { BoxEditor } from './box-editor.js';
import { isLost, limitBox, smoothedBox } from './box-limits.js';
import { drawMarks } from './draw-marks.js';
import { landmarkAnswer } from './landmark-answer.js';
import { NetworkRoad } from './network-road.js';
import { closePicture, drawPicture, openPicture, openWebcam, type Picture } from './picture.js';
import { listenForFiles } from './picture-input.js';
import { Recorder } from './recorder.js';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** The road by landmarks among the networks. */
const LANDMARKS = 'landmarks';
const WAITING = 'Drop or paste a picture here, choose a file or a sample, or take the webcam.';
const NO_HAND = 'No hand is seen. It is looked for again with every picture.';
const NO_HAND_HERE = 'No hand is seen in this box. “Find the hand” looks everywhere.';

/** Milliseconds between two searches of a whole frame. */
const SEARCH_EVERY = 700;

/**
 * A picture or film, the box in it, and the hand that is seen there; in the elements of the page. Landmarks
 * and a fitted hand answer where their networks are here; a trained network answers in a box, which the
 * landmarks place where they can.
 */
export class Tracker {
  readonly board = new AnswerBoard();
  readonly #pictureCanvas = element<HTMLCanvasElement>('picture');
  readonly #editor = new BoxEditor(this.board.marks, () => {
    this.#region = this.#editor.box;
    this.#landmarks?.reset();
    this.#wake();
  });
  readonly #recorder: Recorder;
  /** How many pictures were asked for or shown. */
  #order = 0;
  readonly #closed = new AbortController();
  #network: NetworkRoad | null = null;
  #landmarks: LandmarkRoad | null = null;
  /** Whether landmarks answer. */
  #byLandmarks = false;
  /** Where landmarks are looked for, once the user has said so. */
  #region: Box | null = null;
  #picture: Picture | null = null;
  #photo: RgbImage | null = null;
  /** Counts the networks asked for: an older one that comes late is not taken. */
  #round = 0;
  /** When a lost hand was looked for last. */
  #searched = Number.NEGATIVE_INFINITY;
  #running = false;
  #again = false;

  constructor() {
    const { signal } = this.#closed;
    const on = (id: string, event: string, act: () => void) =>
      element(id).addEventListener(event, act, { signal });
    on('left', 'change', () => this.#wake());
    on('follow', 'change', () => this.#wake());
    on('opacity', 'input', () => {
      this.board.view.opacity = Number(element<HTMLInputElement>('opacity').value);
      this.#wake();
    });
    on('find', 'click', () => this.#attempt(() => this.find()));
    on('webcam', 'click', () => this.#attempt(async () => this.show(await openWebcam())));
    on('model', 'change', () => {
      const { value } = element<HTMLSelectElement>('model');
      if (value === LANDMARKS) this.#takeLandmarks();
      else if (value) void this.#attempt(() => this.fetchModel(value));
    });
    const open = (file: File) => void this.#attempt(() => this.openFile(file));
    listenForFiles(element<HTMLInputElement>('file'), open, signal);
    this.#recorder = new Recorder(this.#pictureCanvas, signal);
  }

  /** Lets go of the camera, the networks and the view. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#recorder.stop();
    if (this.#picture !== null) closePicture(this.#picture);
    this.#picture = null;
    this.board.view.close();
    const roads = [this.#network, this.#landmarks];
    this.#network = this.#landmarks = null;
    for (const road of roads) await road?.close();
  }

  /** Opens what finds hands in photos, else the first of the server's networks. */
  async start(): Promise<void> {
    await this.#attempt(async () => {
      const [models, { landmarks, missing }] = await Promise.all([
        call('models/list', {}),
        call('tracker/open', {}),
      ]);
      const select = element<HTMLSelectElement>('model');
      if (landmarks) select.add(new Option('Landmarks and fitted hand', LANDMARKS));
      for (const { id, name } of models) select.add(new Option(name, id));
      if (missing !== null) element('missing').textContent = `For real photos: ${missing}`;
      if (landmarks) {
        this.board.say('Loading the landmark networks …');
        this.#landmarks = await LandmarkRoad.open(this.#closed.signal);
        // Meanwhile another may have been chosen.
        if (select.value === LANDMARKS) this.#takeLandmarks();
      } else if (models.length > 0) await this.fetchModel(models[0].id);
      else {
        this.board.say(
          'No network yet: run `npm run boost`, or drop an .onnx file written by `handbooster export onnx`.',
        );
      }
    });
  }

  #takeLandmarks(): void {
    this.#round++;
    this.#byLandmarks = true;
    this.#region = null;
    this.#landmarks?.reset();
    this.board.backend = 'landmarks, WASM';
    if (this.#picture === null) this.board.say(WAITING);
    this.#wake();
  }

  async fetchModel(id: string): Promise<void> {
    this.board.say('Loading the network …');
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
    this.#network = new NetworkRoad(network);
    this.#byLandmarks = false;
    // An answer of the network before may be on its way.
    void before?.close();
    this.board.say(this.#picture === null ? WAITING : '');
    this.board.backend = network.backend;
    if (this.#picture !== null) await this.find();
  }

  /** @param file a picture, or a network. */
  async openFile(file: Blob & { name?: string }): Promise<void> {
    if (file.name?.endsWith('.onnx')) {
      await this.openModel(new Uint8Array(await file.arrayBuffer()));
      element<HTMLSelectElement>('model').add(new Option(file.name, '', true, true));
      return;
    }
    const [asked, order] = [performance.now(), ++this.#order];
    const picture = await openPicture(file);
    // A large picture that was chosen before may be decoded after the one that was chosen last.
    if (order === this.#order) await this.show(picture, asked);
    else closePicture(picture);
  }

  /** Looks at another picture from now on. @param asked when it was asked for. */
  async show(picture: Picture, asked = performance.now()): Promise<void> {
    this.#order++;
    this.board.begin(asked);
    this.#recorder.stop();
    if (this.#picture !== null) closePicture(this.#picture);
    this.#picture = picture;
    this.#photo = drawPicture(picture, this.#pictureCanvas);
    const { width, height } = this.#photo;
    Object.assign(this.board.marks, { width, height });
    element('stage').style.aspectRatio = `${width} / ${height}`;
    element('stage').classList.add('filled');
    const side = 0.6 * Math.min(width, height);
    this.#editor.box = [(width - side) / 2, (height - side) / 2, side, side];
    element<HTMLInputElement>('follow').checked = this.#isFilm;
    this.#recorder.offer(this.#isFilm);
    await this.find();
  }

  /** Looks for a hand in the whole picture. */
  async find(): Promise<void> {
    this.#region = null;
    this.#landmarks?.reset();
    if (!this.#byLandmarks) await this.#place();
    this.#wake();
  }

  /** Puts the box where a hand is: by its landmarks where they can be had, else by the network itself. */
  async #place(): Promise<void> {
    const [network, photo] = [this.#network, this.#photo];
    if (network === null || photo === null) return;
    if (this.#landmarks !== null) {
      this.#landmarks.reset();
      const found = await landmarkAnswer(this.#landmarks, photo, null);
      if (found !== null) {
        this.#editor.box = found.box;
        element<HTMLInputElement>('left').checked = found.estimate.side === 'left';
        return;
      }
      // Looking by the network takes seconds, which a film does not have.
      if (this.#isFilm) return this.board.say(NO_HAND);
    }
    const { box, spread } = await network.find(photo, this.#left);
    this.#editor.box = limitBox(box, photo);
    this.board.judge(spread);
  }

  get box(): Box {
    return this.#editor.box;
  }

  set box(box: Box) {
    this.#editor.box = this.#photo === null ? box : limitBox(box, this.#photo);
    this.#wake();
  }

  get #left(): boolean {
    return element<HTMLInputElement>('left').checked;
  }

  get #isFilm(): boolean {
    return this.#picture instanceof HTMLVideoElement;
  }

  /** Answers anew as soon as the answer in progress is done. */
  #wake(): void {
    this.#again = true;
    if (!this.#running) void this.#attempt(() => this.#run());
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again || this.#isFilm) {
        this.#again = false;
        if (this.#picture instanceof HTMLVideoElement) {
          this.#photo = drawPicture(this.#picture, this.#pictureCanvas);
          await new Promise(requestAnimationFrame);
        }
        if (this.#photo === null) return;
        if (this.#byLandmarks && this.#landmarks !== null) {
          await this.#answerByLandmarks(this.#landmarks, this.#photo);
        } else if (this.#network !== null) await this.#answerByNetwork(this.#network, this.#photo);
        else drawMarks(this.board.marks, this.box, null);
      }
    } finally {
      this.#running = false;
    }
  }

  async #answerByLandmarks(landmarks: LandmarkRoad, photo: RgbImage): Promise<void> {
    const [began, region] = [performance.now(), this.#region];
    const found = await landmarkAnswer(landmarks, photo, region);
    // Meanwhile the box was moved: where this answer saw the hand is no place to follow it from.
    if (region !== this.#region) return landmarks.reset();
    if (found === null) {
      this.board.clear(this.box);
      this.board.say(region === null ? NO_HAND : NO_HAND_HERE);
    } else {
      if (!this.#editor.held && region === null) this.#editor.box = found.box;
      this.board.doubtful = !found.sure;
      this.board.draw(found.estimate, landmarks.hand.faces, this.box);
      this.board.say(found.words);
    }
    const took = performance.now() - began;
    this.board.tick(took, took, this.#isFilm);
  }

  async #answerByNetwork(network: NetworkRoad, photo: RgbImage): Promise<void> {
    const [began, box, left] = [performance.now(), this.box, this.#left];
    const { estimate, prediction, milliseconds } = await network.answer(photo, box, left);
    this.board.draw(estimate, network.network.faces, box);
    this.board.tick(milliseconds, performance.now() - began, this.#isFilm);
    const spread = this.#editor.held ? null : await network.judge(photo, box, left, this.#isFilm);
    if (spread !== null) this.board.judge(spread);
    if (!element<HTMLInputElement>('follow').checked || this.#editor.held) return;
    const next = boxOfJoints(photo, box, prediction.joints2d, left);
    if (isLost(next, photo)) await this.#findAgain();
    else this.#editor.box = limitBox(smoothedBox(box, next as Box), photo);
  }

  /** Looks at the whole picture for a hand that was lost; seldom, as that takes longer than following. */
  async #findAgain(): Promise<void> {
    this.board.view.clear();
    if (performance.now() - this.#searched < SEARCH_EVERY) return;
    await this.#place();
    this.#searched = performance.now();
  }

  async #attempt(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.board.say(error instanceof Error ? error.message : String(error));
    }
  }
}
