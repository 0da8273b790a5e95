import { ChevronLeft, ChevronRight } from 'lucide';
import { useEffect } from 'preact/hooks';
import type { GraspSetDescription } from '../../../src/api/grasps.js';
import { useCall } from '../../parts/api/use-call.js';
import { Icon } from '../../parts/ui/icon.js';
import { change, place } from '../../parts/ui/location.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import { Filters } from './filters.js';
import { GraspView } from './grasp-view.js';
import { queryOf } from './grasps-query.js';

/** The filtered list, walked through one grasp at a time. */
export function Browser({ source, set }: { source: string; set: GraspSetDescription }) {
  const { at, id } = place.value.params;
  const query = queryOf();
  const position = Math.max(0, Math.floor(Number(at ?? 0)) || 0);
  const { value, error, busy, again } = useCall('grasps/find', { source, query, position, id });
  const matching = value?.matching ?? 0;
  const shown = value?.position ?? position;
  const go = (to: number) => {
    const next = Math.min(Math.max(0, to), Math.max(0, matching - 1));
    change({ at: String(next), id: null }, true);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === 'j') go(shown + 1);
      else if (event.key === 'k') go(shown - 1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <div class="grasps">
      <Filters set={set} query={query} />
      <div class="grasps-main">
        <nav class="grasps-walk" aria-label="Grasps that match">
          <button
            type="button"
            class="button"
            aria-label="Previous grasp"
            disabled={shown === 0 || matching === 0}
            onClick={() => go(shown - 1)}
          >
            <Icon icon={ChevronLeft} size={16} />
            <span class="grasps-word">Previous</span>
          </button>
          <label class="grasps-place">
            <span class="unseen">Place in the list</span>
            <input
              type="number"
              min={1}
              max={Math.max(1, matching)}
              value={matching === 0 ? 0 : shown + 1}
              disabled={matching === 0}
              onChange={(event) => go(Number(event.currentTarget.value) - 1)}
            />
            <span>of {matching.toLocaleString('en')}</span>
          </label>
          <button
            type="button"
            class="button"
            aria-label="Next grasp"
            disabled={shown >= matching - 1}
            onClick={() => go(shown + 1)}
          >
            <span class="grasps-word">Next</span>
            <Icon icon={ChevronRight} size={16} />
          </button>
        </nav>
        {error !== null && <Failed error={error} again={again} />}
        {value?.grasp != null && (
          <GraspView source={source} grasp={value.grasp} touch={set.touch} physics={set.physics} />
        )}
        {value !== null && value.grasp === null && (
          <Empty title="No grasp matches">
            <p>Another object, verdict or reason has some.</p>
          </Empty>
        )}
        {value === null && busy && <Loading what="Looking for the grasp" />}
      </div>
    </div>
  );
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input[type="number"], input[type="text"], textarea, select')
  );
}
