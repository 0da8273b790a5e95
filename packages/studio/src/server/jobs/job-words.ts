import type { GraspPiece } from '../../api/grasps.js';
import type { LabPiece, LabScene, LabWish } from '../../api/lab.js';

/** What a job's process is told to do; `folder` is a run's. */
export type JobOrder =
  | { type: 'replay'; folder: string; grasp: string }
  | { type: 'synthesise'; folder: string; scene: LabScene; wish: LabWish };

/** What an order's pieces are. */
export interface JobPieces {
  replay: GraspPiece;
  synthesise: LabPiece;
}

/** What the process says while it does it. */
export type JobWord =
  | { type: 'note'; note: string; total: number }
  | { type: 'pieces'; pieces: unknown[] }
  | { type: 'over'; error: string | null };
