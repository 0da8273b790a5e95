import { parentPort } from 'node:worker_threads';
import type { ObjectModel } from '../../objects/object-model.js';
import type { ConditionReply, ConditionRequest } from './condition-pool.js';
import { ConditionWorkspace } from './condition-workspace.js';
import { renderConditionMaps } from './render-condition-maps.js';

/** The worker thread of `ConditionPool`: draws one scene after the other, and remembers object models by number. */
const models = new Map<number, ObjectModel>();
const workspace = new ConditionWorkspace();

parentPort?.on('message', ({ scene, options, news }: ConditionRequest) => {
  let reply: ConditionReply;
  try {
    for (const [key, model] of news) models.set(key, model);
    const objects = scene.objects.map(({ key, cameraFromObject }) => {
      const model = models.get(key);
      if (!model) throw new RangeError(`condition worker: object model ${key} was not sent`);
      return { model, cameraFromObject };
    });
    reply = { maps: renderConditionMaps({ ...scene, objects }, { ...options, workspace }) };
  } catch (error) {
    reply = { error };
  }
  const buffers = 'maps' in reply ? Object.values(reply.maps).map((map) => map.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(reply, buffers);
});
