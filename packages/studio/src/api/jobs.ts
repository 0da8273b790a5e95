/**
 * Work that takes its time, in a process of its own: one piece of work of a kind at a time, others wait. A
 * page that starts one watches `job:<id>` and fetches what was made by the page's own call.
 */
export interface JobCalls {
  /** Ends a job, at work or waiting; nothing happens to one that has ended. */
  'jobs/cancel': { body: { job: string }; reply: Record<string, never> };
}

export interface JobTopics {
  [topic: `job:${string}`]: JobState;
}

export interface JobState {
  state: 'waiting' | 'working' | 'done' | 'cancelled' | 'failed';
  /** Jobs before it in the line. */
  ahead: number;
  /** How many pieces of the result there are so far. */
  pieces: number;
  /** How many there will be; 0 while that is not known. */
  total: number;
  /** What it is doing, for people. */
  note: string;
  /** Why it failed, in words. */
  error: string | null;
}
