/** What the worker is given. */
export interface PoseMapOrder {
  /** Folder of the run. */
  run: string;
  /** Where the map goes. */
  file: string;
}

/** What it says, until it ends. */
export interface PoseMapWord {
  step: string;
  done: number;
  total: number;
}
