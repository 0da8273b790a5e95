/** The page Runs: what a run has done, is doing, and learned; and how to start, stop and resume one. */
export interface RunCalls {
  /** Loss and metric curves of some runs. */
  'runs/curves': { body: { sources: string[] }; reply: Curve[] };
  /**
   * Sheets of held-out pictures that the denoiser has drawn while it learned, oldest first; a picture is at
   * `api/runs/sheet?source=...&name=...`.
   */
  'runs/sheets': { body: { source: string }; reply: SampleSheet[] };
  /** Every key of some runs' configurations, with the value of each. */
  'runs/configs': { body: { sources: string[] }; reply: ConfigRow[] };
  /** Presets, and the keys that a form offers. */
  'runs/form': { body: { preset: string }; reply: RunForm };
  /**
   * Starts a run in the first folder of the studio.
   * @throws input for a name that is taken or a value out of range
   */
  'runs/start': { body: { preset: string; name: string; overrides: string[] }; reply: { source: string } };
  /** Goes on with a run where it was stopped. */
  'runs/resume': { body: { source: string }; reply: Record<string, never> };
  /** Asks a run of this studio to stop at its next safe point. */
  'runs/stop': { body: { source: string }; reply: Record<string, never> };
}

export interface RunTopics {
  [topic: `run:${string}`]: RunState;
}

export interface RunState {
  stages: StageState[];
  /** Who works in its folder now. */
  worker: 'studio' | 'elsewhere' | null;
  /** Whether a stop was asked for. */
  stopping: boolean;
  /** What the run has said, newest last; only of a run of this studio. */
  lines: string[];
  /** Why it ended, in words; null where it goes on or came to its end. */
  error: string | null;
}

export interface StageState {
  name: string;
  state: 'done' | 'working' | 'halfway' | 'waiting';
  /** Of a finished one. */
  seconds: number | null;
  bytes: number | null;
  /** Figures that it left, as text. */
  summary: [key: string, value: string][];
  /** Of one at work in this studio. */
  task: TaskProgress | null;
}

export interface TaskProgress {
  name: string;
  unit: string;
  done: number;
  /** 0 when unknown. */
  total: number;
  note: string;
  /** Units a second lately; 0 while nothing was made. */
  rate: number;
}

export interface Curve {
  source: string;
  stage: string;
  /** `loss`, `jointError`, ... */
  measure: string;
  steps: number[];
  values: number[];
}

export interface SampleSheet {
  /** Of its file. */
  name: string;
  /** Steps of the training that lay before it. */
  step: number;
}

export interface ConfigRow {
  key: string;
  /** In the order of the runs that were asked for. */
  values: string[];
  differs: boolean;
}

export interface RunForm {
  presets: string[];
  /** Where runs are put. */
  folder: string;
  fields: FormField[];
}

export interface FormField {
  /** For example `train.images`. */
  key: string;
  section: string;
  description: string;
  /** The preset's value, as an override has it. */
  value: string;
  kind: 'text' | 'number' | 'choice';
  choices: string[];
}
