/** What is selected for one object. */
export interface SelectedObject {
  id: number;
  name: string;
  realPoses: number;
  syntheticPoses: number;
  /** Picked real samples (Q_r). */
  real: string[];
  /** Picked grasps (Q_s) with their probability (Eq. 6). */
  grasps: { id: string; probability: number; nearestReal: number }[];
}

/** What the select stage writes (`selection.json`). */
export interface Selection {
  /** Ids of the training samples that show a grasp (Eq. 3): the ones that get novel views. */
  grasping: string[];
  objects: SelectedObject[];
}

export const SELECTION_FILE = 'selection.json';
