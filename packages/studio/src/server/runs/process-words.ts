/** What a run's process is told. */
export type ProcessOrder =
  | { type: 'start'; config: { preset: string; overrides: string[] }; output: string }
  | { type: 'stop' };

/** What it says. */
export type ProcessWord =
  | { type: 'line'; line: string }
  | { type: 'begin'; id: number; name: string; total: number; unit: string }
  | { type: 'advance'; id: number; count: number; kept: boolean }
  | { type: 'note'; id: number; text: string }
  | { type: 'end'; id: number; text: string }
  | { type: 'over'; error: string | null };
