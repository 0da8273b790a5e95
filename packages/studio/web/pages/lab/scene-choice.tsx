import { ChevronLeft, ChevronRight } from 'lucide';
import type { LabDescription } from '../../../src/api/lab.js';
import { Icon } from '../../parts/ui/icon.js';
import type { EditedScene } from './use-scene.js';

/** Which object, and which of its grasps to begin with. */
export function SceneChoice({ lab, scene }: { lab: LabDescription; scene: EditedScene }) {
  const { object, grasp, take } = scene;
  const count = lab.objects.find(({ id }) => id === object)?.grasps ?? 0;
  const wrap = (position: number) => (position + count) % count;
  return (
    <div class="card lab-choice">
      <label class="field">
        <span>Object</span>
        <select
          value={object ?? ''}
          onChange={({ currentTarget: { value } }) => take(value === '' ? null : Number(value), 0)}
        >
          {lab.objects.map(({ id, name, grasps }) => (
            <option key={id} value={id}>
              {name} ({grasps === 1 ? '1 grasp' : `${grasps} grasps`})
            </option>
          ))}
          <option value="">None: a hand alone</option>
        </select>
      </label>
      {count > 0 ? (
        <div class="lab-grasps">
          <button type="button" class="button" onClick={() => take(object, wrap(grasp - 1))}>
            <Icon icon={ChevronLeft} size={16} />
            <span class="unseen">Grasp before</span>
          </button>
          <span>
            Grasp {grasp + 1} of {count}
          </span>
          <button type="button" class="button" onClick={() => take(object, wrap(grasp + 1))}>
            <Icon icon={ChevronRight} size={16} />
            <span class="unseen">Next grasp</span>
          </button>
          <button type="button" class="button" onClick={() => take(object, grasp)}>
            As it was
          </button>
        </div>
      ) : (
        <p class="quiet">An open hand to begin with.</p>
      )}
    </div>
  );
}
