import type { PosePoints } from '../../../src/api/distribution.js';
import { useCall } from '../../parts/api/use-call.js';
import { formatNumber } from '../../parts/ui/format-number.js';
import { Failed } from '../../parts/ui/states.js';
import { KIND_WORDS, KINDS } from './map-points.js';

/** Rows that are written out; the counts are of all. */
const MOST_ROWS = 200;

interface Props {
  source: string;
  points: PosePoints;
  listed: readonly number[];
  chosen: number | null;
  choose: (point: number) => void;
  clear: () => void;
}

/** What the lasso has caught: how many of each kind, and each by name. */
export function PoseList({ source, points, listed, chosen, choose, clear }: Props) {
  const { value, error, again } = useCall('distribution/poses', {
    source,
    points: listed.slice(0, MOST_ROWS),
  });
  const counts = KINDS.map((kind) => [kind, listed.filter((i) => points.kind[i] === kind).length] as const);
  return (
    <section class="card" aria-label="Poses in the list">
      <div class="card-title">
        <h2>{listed.length.toLocaleString('en')} poses in the lasso</h2>
        <button type="button" class="button" onClick={clear}>
          Clear
        </button>
      </div>
      <p class="quiet" role="status">
        {counts
          .filter(([, count]) => count > 0)
          .map(
            ([kind, count]) => `${count.toLocaleString('en')} ${KIND_WORDS[kind]}${count === 1 ? '' : 's'}`,
          )
          .join(', ')}
      </p>
      {error !== null && <Failed error={error} again={again} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys */}
      <section class="scroll pose-table" tabIndex={0} aria-label="Each of them">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Pose</th>
              <th scope="col">Object</th>
              <th scope="col">To real</th>
              <th scope="col">Drawn</th>
            </tr>
          </thead>
          <tbody>
            {(value ?? []).map(({ point, id, object, kind, novelty, probability }) => (
              <tr key={point} aria-current={point === chosen ? 'true' : undefined}>
                <td>
                  <button type="button" class="link" title={id} onClick={() => choose(point)}>
                    {KIND_WORDS[kind]}
                  </button>
                </td>
                <td>{object.replace(/^\d+_/, '').replaceAll('_', ' ')}</td>
                <td>{novelty === null ? '' : formatNumber(novelty)}</td>
                <td>{probability === null ? '' : `${(100 * probability).toFixed(2)} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {listed.length > MOST_ROWS && <p class="quiet">The first {MOST_ROWS} are written out.</p>}
    </section>
  );
}
