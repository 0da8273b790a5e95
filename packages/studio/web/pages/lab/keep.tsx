import { FolderPlus } from 'lucide';
import { useState } from 'preact/hooks';
import { call } from '../../parts/api/call.js';
import { Icon } from '../../parts/ui/icon.js';

/** Puts the image with its label into a dataset beside the runs. */
export function Keep({ job }: { job: string }) {
  const [name, setName] = useState('lab-samples');
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const keep = async () => {
    setBusy(true);
    setError(null);
    try {
      const { folder, count } = await call('lab/keep', { job, name });
      setKept(`Kept: ${folder} has ${count === 1 ? 'one sample' : `${count} samples`} now.`);
    } catch (reason) {
      setError((reason as Error).message);
    }
    setBusy(false);
  };
  return (
    <div class="lab-keep">
      <label class="field">
        <span>Dataset to keep it in</span>
        <input
          type="text"
          value={name}
          spellcheck={false}
          onInput={({ currentTarget: { value } }) => setName(value)}
        />
      </label>
      <button type="button" class="button" disabled={busy || kept !== null} onClick={keep}>
        <Icon icon={FolderPlus} size={16} />
        Keep the sample
      </button>
      <p role="status">{kept}</p>
      {error !== null && <p role="alert">{error}</p>}
    </div>
  );
}
