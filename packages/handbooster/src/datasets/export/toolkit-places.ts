import { InputError } from '../../base/errors/input-error.js';
import { DEXYCB_SUBJECTS } from '../dexycb/dexycb-layout.js';
import { DEXYCB_SETUPS } from '../dexycb/dexycb-splits.js';

/** Sequences of each subject that DexYCB's own toolkit insists on. */
const SEQUENCES = 100;

/** A sequence's folders. */
export interface SequencePlace {
  subject: string;
  name: string;
}

/**
 * Names sequences so that the dataset class of DexYCB's toolkit takes them: its ten subjects, a hundred
 * sequences each, of which those with pictures stand where every official setup trains (s0 to s3); the others
 * are to be declared empty.
 */
export class ToolkitPlaces {
  /** Positions of sequences in training by subject folder, not yet taken. */
  readonly #free = new Map<string, number[]>();
  readonly #folders = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor() {
    for (const [subject, folder] of DEXYCB_SUBJECTS.entries()) {
      const trains = (sequence: number) => {
        const place = { subject, sequence, object: Math.floor(sequence / 5), view: 0 };
        return Object.values(DEXYCB_SETUPS).every((setup) => setup.train(place));
      };
      const positions = Array.from({ length: SEQUENCES }, (_, i) => i).filter(trains);
      if (positions.length > 0) this.#free.set(folder, positions);
    }
  }

  /** How many sequences there is room for. */
  get room(): number {
    let room = 0;
    for (const positions of this.#free.values()) room += positions.length;
    return room;
  }

  /**
   * The next place; a subject's sequences lie together where there is room.
   * @throws {InputError} where there is none.
   */
  take(subject: string, label: string): SequencePlace {
    const folders = [...this.#free.keys()];
    const own = this.#folders.get(subject) ?? folders[this.#folders.size % folders.length];
    this.#folders.set(subject, own);
    const folder = [own, ...folders].find((name) => (this.#free.get(name) as number[]).length > 0);
    const position = folder === undefined ? undefined : this.#free.get(folder)?.shift();
    if (folder === undefined || position === undefined) {
      throw new InputError('--toolkit: there is no room for another sequence; export without --toolkit');
    }
    this.#taken.add(`${folder}/${position}`);
    return { subject: folder, name: nameOf(position, label) };
  }

  /** The sequences without pictures, to be declared. */
  empty(): SequencePlace[] {
    return DEXYCB_SUBJECTS.flatMap((subject) =>
      Array.from({ length: SEQUENCES }, (_, position) => position)
        .filter((position) => !this.#taken.has(`${subject}/${position}`))
        .map((position) => ({ subject, name: nameOf(position, 'empty') })),
    );
  }
}

/** Sorted by name they stand at their positions. */
const nameOf = (position: number, label: string) => `${String(position).padStart(6, '0')}-${label}`;
