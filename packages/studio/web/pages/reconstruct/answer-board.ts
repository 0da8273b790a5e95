import { type Box, type HandEstimate, STEADY_SPREAD } from 'handbooster/browser';
import { answerWords } from './answer-words.js';
import { drawMarks } from './draw-marks.js';
import { FrameClock } from './frame-clock.js';
import { MeshView } from './mesh-view.js';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

/** What the page shows of an answer: mesh, marks, words, figures. */
export class AnswerBoard {
  readonly marks = element<HTMLCanvasElement>('marks');
  readonly view = new MeshView(element<HTMLCanvasElement>('mesh'));
  readonly #clock = new FrameClock();
  /** When the picture was asked for, until it is answered. */
  #asked: number | null = null;
  /** The last answer; null where there is none. */
  estimate: HandEstimate | null = null;
  /** Whether it is doubted that there is a hand. */
  doubtful = false;
  /** Counts the answers drawn. */
  answers = 0;
  /** Milliseconds from the picture to its first answer. */
  firstAnswer: number | null = null;

  /** Another picture is looked at, since then. */
  begin(asked: number): void {
    this.#asked = asked;
    this.doubtful = false;
    this.#clock.reset();
  }

  draw(estimate: HandEstimate, faces: Uint32Array, box: Box): void {
    this.estimate = estimate;
    this.view.draw(estimate, faces);
    drawMarks(this.marks, box, estimate.joints2d);
    this.answers++;
    // Of what may be no hand no distance is told.
    element('distance').textContent = this.doubtful
      ? ''
      : `${(100 * estimate.wrist[2]).toFixed(0)} cm away, if the camera is as guessed`;
  }

  /** Says whether a network's answer is to be trusted. @param spread of `answerSpread` */
  judge(spread: number): void {
    this.doubtful = spread > STEADY_SPREAD;
    if (this.doubtful) element('distance').textContent = '';
    this.say(answerWords(spread));
  }

  /** There is no hand. */
  clear(box: Box): void {
    this.estimate = null;
    this.view.clear();
    drawMarks(this.marks, box, null);
    this.answers++;
    element('distance').textContent = '';
  }

  /** @param network milliseconds in the network. @param whole with crop and drawing. */
  tick(network: number, whole: number, film: boolean): void {
    this.#clock.tick(network, whole, film);
    element('rate').textContent = this.#clock.text;
    if (this.#asked !== null) this.firstAnswer = performance.now() - this.#asked;
    this.#asked = null;
  }

  say(text: string): void {
    // Said anew only where it is new: readers of the screen say it each time.
    const message = element('message');
    if (message.textContent !== text) message.textContent = text;
  }

  set backend(text: string) {
    element('backend').textContent = text;
  }
}
