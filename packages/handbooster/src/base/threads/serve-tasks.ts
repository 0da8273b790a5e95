import { parentPort, workerData } from 'node:worker_threads';
import { packError, type ThreadError } from './thread-error.js';

/** Does one task of a pool, on whichever thread. */
export type TaskHandler<Task, Answer> = (task: Task) => Answer | Promise<Answer>;

/** Makes a thread ready for tasks, from the data that a pool gives every thread. */
export type StartHandler<Data, Task, Answer> = (
  data: Data,
) => TaskHandler<Task, Answer> | Promise<TaskHandler<Task, Answer>>;

/** What a pool sends to its threads. */
export interface TaskMessage<Task> {
  id: number;
  task: Task;
}

/** What a thread sends back. */
export type AnswerMessage<Answer> = { id: number; answer: Answer } | { id: number; error: ThreadError };

/**
 * The other end of a `WorkerPool`: the one statement of a worker's file. Tasks are begun as they come and
 * answered as they end; what the handler throws reaches the caller with its type.
 *
 * @param start is called once, with the pool's data
 * @param transfer buffers of an answer that move to the caller instead of being copied
 */
export function serveTasks<Data, Task, Answer>(
  start: StartHandler<Data, Task, Answer>,
  transfer: (answer: Answer) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort;
  if (port === null) throw new Error('serveTasks belongs into the file of a worker thread');
  const handler = Promise.resolve().then(() => start(workerData as Data));
  // Each task reports a failed start; without a task nobody has to hear of it.
  handler.catch(() => {});
  port.on('message', async ({ id, task }: TaskMessage<Task>) => {
    try {
      const answer = await (await handler)(task);
      port.postMessage({ id, answer } satisfies AnswerMessage<Answer>, transfer(answer));
    } catch (error) {
      port.postMessage({ id, error: packError(error) } satisfies AnswerMessage<Answer>);
    }
  });
}
