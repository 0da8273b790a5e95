import type { JobOrder, JobWord } from './job-words.js';
import { replayGrasp } from './replay-grasp.js';
import { synthesiseScene } from './synthesise-scene.js';

/**
 * Does one order after the other in a process of its own: if it falls, the studio stands. Without a studio
 * nothing keeps it alive.
 */
const say = (word: JobWord) => process.send?.(word);

process.on('message', (order: JobOrder) => {
  work(order).then(
    () => say({ type: 'over', error: null }),
    (error: Error) => say({ type: 'over', error: error.message }),
  );
});
function work(order: JobOrder): Promise<void> {
  return order.type === 'replay' ? replayGrasp(order, say) : synthesiseScene(order, say);
}
