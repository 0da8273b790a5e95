import { Check, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../../parts/api/call.js';
import { useCall } from '../../../parts/api/use-call.js';
import { Icon } from '../../../parts/ui/icon.js';

/** Rejects the label of one's own photo, or accepts it again; by the key X, too. */
export function PhotoMark({ source, name }: { source: string; name: string }) {
  const { value, again } = useCall('data/rejected', { source });
  const [error, setError] = useState<string | null>(null);
  const rejected = value?.names?.includes(name) ?? false;
  const mark = async () => {
    setError(null);
    await call('data/mark', { source, name, rejected: !rejected }).catch((reason) =>
      setError(reason.message),
    );
    again();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== 'x' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      void mark();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <p class="actions">
      <button type="button" class="button" aria-pressed={rejected} onClick={mark}>
        <Icon icon={rejected ? Check : X} size={16} />
        {rejected ? 'Accept this label again' : 'Reject this label'}
      </button>
      <span role="status" class="quiet">
        {rejected && 'Rejected: left out when data annotate --photos runs again.'}
      </span>
      {error !== null && <span role="alert">{error}</span>}
    </p>
  );
}
