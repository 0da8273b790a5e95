import { RunGrasps } from 'handbooster/commands';
import { Run } from 'handbooster/pipeline';
import type { GraspPiece } from '../../api/grasps.js';
import { packDistances } from '../grasps/pack-distances.js';
import type { JobOrder, JobWord } from './job-words.js';

/** States on the way that are told: enough for the eye. */
const STATES = 150;
/** Told together. */
const TOGETHER = 8;

/** The run that was asked about last, opened. */
let opened: { folder: string; grasps: RunGrasps } | null = null;

/** Makes a grasp anew and tells the states on its way. @throws InputError */
export async function replayGrasp(
  { folder, grasp }: Extract<JobOrder, { type: 'replay' }>,
  say: (word: JobWord) => void,
): Promise<void> {
  if (opened?.folder !== folder) opened = { folder, grasps: RunGrasps.open(Run.open(folder)) };
  const { grasps } = opened;
  const { options } = grasps.set.manifest;
  const record = grasps.find(grasp);
  say({ type: 'note', note: 'Reading the object and the training hands', total: 0 });
  const object = await grasps.object(record.object.name);
  const every = Math.max(1, Math.round(options.iterations / STATES));
  const first = options.descent === 'momentum' && options.trials.count > 1 ? options.trials.iterations : 0;
  // Several starts are tried; only the one that goes on is told.
  const starts = new Map<number, GraspPiece[]>();
  let ready: GraspPiece[] = [];
  let chosen: number | null = null;
  const tell = (least: number) => {
    if (ready.length < least) return;
    say({ type: 'pieces', pieces: ready });
    ready = [];
  };
  say({ type: 'note', note: 'Optimising', total: Math.floor(options.iterations / every) + 1 });
  await grasps.replay(grasp, ({ start, iteration, pose, contacts, terms, energy }) => {
    const isWanted = iteration % every === 0 || iteration === options.iterations;
    if (iteration > first && chosen === null) {
      chosen = start;
      ready.push(...(starts.get(start) ?? []));
      starts.clear();
    }
    if (!isWanted) return;
    const piece: GraspPiece = {
      iteration,
      pose: Array.from(pose, (value) => Number(value.toPrecision(6))),
      contacts: Array.from(contacts),
      terms: Array.from(terms, (value) => Number(value.toPrecision(5))),
      energy,
      distances: packDistances(grasps.distances(object, pose, record.betas)),
    };
    if (chosen === null) {
      // A start that is tried anew begins anew.
      const before = iteration === 0 ? [] : (starts.get(start) ?? []);
      starts.set(start, [...before, piece]);
    } else {
      ready.push(piece);
      tell(TOGETHER);
    }
  });
  tell(1);
}
