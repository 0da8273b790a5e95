import { session } from '../api/session.js';
import { go } from './location.js';

/** Chooses the run or dataset that a page shows. */
export function SourcePicker({
  page,
  source,
  runs = false,
}: {
  page: string;
  source: string;
  runs?: boolean;
}) {
  const sources = (session.value?.sources ?? []).filter(({ kind }) => !runs || kind === 'run');
  return (
    <label class="field">
      <span>{runs ? 'Run' : 'Run or dataset'}</span>
      <select value={source} onChange={(event) => go(page, { source: event.currentTarget.value })}>
        {sources.map(({ id, layout }) => (
          <option key={id} value={id}>
            {layout === 'run' ? id : `${id} (${layout})`}
          </option>
        ))}
      </select>
    </label>
  );
}
