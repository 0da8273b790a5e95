import { useState } from 'preact/hooks';
import { useCall } from '../../parts/api/use-call.js';
import { Failed } from '../../parts/ui/states.js';

/** Configurations beside each other; of several runs, at first what differs. */
export function ConfigTable({ sources }: { sources: readonly string[] }) {
  const { value, error, again } = useCall('runs/configs', { sources: [...sources] });
  const [all, setAll] = useState(false);
  const several = sources.length > 1;
  const rows = (value ?? []).filter(({ differs }) => !several || all || differs);
  return (
    <details class="card" open={several}>
      <summary>{several ? 'How their configurations differ' : 'Its configuration'}</summary>
      {error !== null && <Failed error={error} again={again} />}
      {several && (
        <label class="check">
          <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
          Also what is the same
        </label>
      )}
      {several && rows.length === 0 && value !== null && <p class="quiet">They do not differ.</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys
        <section class="scroll" tabIndex={0} aria-label="Configuration">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Key</th>
                {sources.map((id) => (
                  <th key={id} scope="col">
                    {id}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, values }) => (
                <tr key={key}>
                  <th scope="row">
                    <code>{key}</code>
                  </th>
                  {sources.map((id, i) => (
                    <td key={id}>{values[i]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
