/** What the page asks for first. */
export interface SessionCalls {
  session: { body: Record<string, never>; reply: Session };
}

export interface Session {
  /** Version of HandBooster. */
  version: string;
  /** Folders that were given, for people. */
  folders: string[];
  sources: Source[];
}

/** Something to look at: a run, or a dataset of any layout. */
export interface Source {
  /** Names it in addresses; stable as long as the folders are the same. */
  id: string;
  kind: 'run' | 'dataset';
  /** `dexycb`, `shards`, ...; `run` for runs. */
  layout: string;
  /** Folder, for people. */
  folder: string;
  /** Finished stages of a run in order; none for a dataset. */
  stages: string[];
  /** Whether a run has a report. */
  report: boolean;
}
