import type { DataCalls, DataTopics } from './data.js';
import type { DistributionCalls, DistributionTopics } from './distribution.js';
import type { GraspCalls } from './grasps.js';
import type { JobCalls, JobTopics } from './jobs.js';
import type { LabCalls } from './lab.js';
import type { ModelCalls } from './models.js';
import type { ReportCalls } from './reports.js';
import type { RunCalls, RunTopics } from './runs.js';
import type { Session, SessionCalls } from './session.js';
import type { TrackerCalls } from './tracker.js';

/**
 * All that the pages may ask of the server: `POST api/<name>` with the body as JSON and the start's token as
 * bearer. A page's calls have a file of their own beside this one.
 */
export interface Calls
  extends SessionCalls,
    ModelCalls,
    ReportCalls,
    DataCalls,
    DistributionCalls,
    RunCalls,
    GraspCalls,
    LabCalls,
    JobCalls,
    TrackerCalls {}

export type CallName = keyof Calls;
export type CallBody<Name extends CallName> = Calls[Name]['body'];
export type CallReply<Name extends CallName> = Calls[Name]['reply'];

/** What comes back in place of a reply. */
export interface CallFailure {
  kind: FailureKind;
  /** One line for people; an input error names what was expected, what was found, and the mend. */
  message: string;
}

/**
 * `input`: the user can mend it. `busy`: may work later. `token`: this start was not asked by its own page.
 */
export type FailureKind = 'input' | 'busy' | 'token' | 'missing' | 'internal';

/**
 * Topics that a page can watch over the one socket at `api/live`, and what is sent on each. A page's topics
 * have a file of their own.
 */
export interface Topics extends DataTopics, DistributionTopics, RunTopics, JobTopics {
  /** The list of runs and datasets, whenever it changes. */
  sources: Session['sources'];
}

export type TopicName = keyof Topics;
export type TopicUpdate<Name extends TopicName> = Topics[Name];

/** What a page says over the socket: first its token, then what it watches. */
export type ToServer =
  | { type: 'token'; token: string }
  | { type: 'watch'; topic: string }
  | { type: 'leave'; topic: string };

/** What the server says over the socket. */
export type ToPage =
  | { type: 'ready' }
  | { type: 'update'; topic: string; value: unknown }
  | { type: 'failed'; topic: string; failure: CallFailure };
