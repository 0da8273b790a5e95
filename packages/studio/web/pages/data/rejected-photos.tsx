import { Undo2 } from 'lucide';
import { call } from '../../parts/api/call.js';
import { useCall } from '../../parts/api/use-call.js';
import { Icon } from '../../parts/ui/icon.js';

/** Photos of one's own that were rejected, each to be taken back; nothing for other data. */
export function RejectedPhotos({ source }: { source: string }) {
  const { value, again } = useCall('data/rejected', { source });
  const names = value?.names ?? [];
  if (names.length === 0) return null;
  return (
    <details class="facet">
      <summary>{names.length} rejected photos</summary>
      <ul class="rejected">
        {names.map((name) => (
          <li key={name}>
            <span class="facet-name">{name}</span>
            <button
              type="button"
              class="icon-button"
              title={`Accept ${name} again`}
              onClick={() => call('data/mark', { source, name, rejected: false }).finally(again)}
            >
              <Icon icon={Undo2} size={16} />
              <span class="unseen">Accept {name} again</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
