import { useEffect, useState } from 'preact/hooks';
import type { Curve } from '../../../src/api/runs.js';
import { useCall } from '../../parts/api/use-call.js';
import { change } from '../../parts/ui/location.js';
import { Failed } from '../../parts/ui/states.js';
import { Chart } from './chart.js';

const AGAIN_MS = 3000;

interface Props {
  source: string;
  /** Runs that can be laid over it. */
  others: readonly string[];
  compared: readonly string[];
  finished: number;
  working: boolean;
}

/** Losses and measures as they were logged, live while a run is at work, several runs over each other. */
export function Curves({ source, others, compared, finished, working }: Props) {
  const sources = [source, ...compared];
  const { value, error, again } = useCall('runs/curves', { sources });
  const [logarithmic, setLogarithmic] = useState(false);
  useEffect(() => {
    again();
    if (!working) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [finished, working, again]);
  const groups = new Map<string, Curve[]>();
  for (const curve of value ?? []) {
    const name = `${curve.stage}: ${curve.measure}`;
    groups.set(name, [...(groups.get(name) ?? []), curve]);
  }
  const toggle = (id: string) => {
    const left = compared.includes(id) ? compared.filter((each) => each !== id) : [...compared, id];
    change({ beside: left.join(',') || null });
  };
  return (
    <section aria-labelledby="curves">
      <div class="page-head">
        <h2 id="curves">Curves</h2>
        <div class="tools">
          {others.length > 0 && (
            <fieldset class="choices" aria-label="Runs to lay over it">
              {others.map((id) => (
                <label key={id} class="check">
                  <input type="checkbox" checked={compared.includes(id)} onChange={() => toggle(id)} />
                  {id}
                </label>
              ))}
            </fieldset>
          )}
          <label class="check">
            <input type="checkbox" checked={logarithmic} onChange={() => setLogarithmic(!logarithmic)} />
            Logarithmic
          </label>
        </div>
      </div>
      {error !== null && <Failed error={error} again={again} />}
      {value !== null && groups.size === 0 && (
        <p class="quiet">
          No stage has learned anything yet: curves appear with the first steps of a training.
        </p>
      )}
      <div class="charts">
        {[...groups].map(([name, curves]) => (
          <Chart key={name} title={name} curves={curves} sources={sources} logarithmic={logarithmic} />
        ))}
      </div>
    </section>
  );
}
