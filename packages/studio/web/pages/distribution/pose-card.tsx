import type { PoseDetails, PosePoints } from '../../../src/api/distribution.js';
import { call } from '../../parts/api/call.js';
import { useCall } from '../../parts/api/use-call.js';
import { formatNumber } from '../../parts/ui/format-number.js';
import { go } from '../../parts/ui/location.js';
import { Failed, Loading } from '../../parts/ui/states.js';
import { KIND_WORDS } from './map-points.js';
import { PoseView } from './pose-view.js';

const FEW = 6;

interface Props {
  source: string;
  points: PosePoints;
  pose: number;
  choose: (point: number) => void;
}

/** The chosen pose, the real one that is most like it, and its nearest neighbours. */
export function PoseCard({ source, points, pose, choose }: Props) {
  const asked = useCall('distribution/poses', { source, points: [pose] });
  if (asked.error !== null) return <Failed error={asked.error} again={asked.again} />;
  const details = asked.value?.[0];
  if (details === undefined) return <Loading what="Looking at the pose" />;
  return (
    <section class="card pose-card" aria-label="The chosen pose">
      <h2>{KIND_WORDS[details.kind]}</h2>
      <p class="path" title={details.id}>
        {details.id}
      </p>
      <div class="pose-views">
        <PoseView source={source} point={pose} words={KIND_WORDS[details.kind]} />
        {details.nearestReal !== null && (
          <PoseView source={source} point={details.nearestReal} words="the most alike real pose" />
        )}
      </div>
      <PoseFacts details={details} />
      <p class="actions">
        {details.kind.startsWith('real') ? (
          <button type="button" class="button" onClick={() => openSample(source, details.id)}>
            Its picture
          </button>
        ) : (
          details.nearestReal !== null && (
            <button type="button" class="button" onClick={() => choose(details.nearestReal as number)}>
              Go to the real pose
            </button>
          )
        )}
      </p>
      <h3>Most alike</h3>
      <ul class="pose-list">
        {details.neighbours.slice(0, FEW).map(({ point, distance }) => (
          <li key={point}>
            <button type="button" class="link" onClick={() => choose(point)}>
              {KIND_WORDS[points.kind[point]]}
            </button>
            <span class="quiet">distance {formatNumber(distance)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PoseFacts({ details }: { details: PoseDetails }) {
  const { object, probability, novelty } = details;
  return (
    <dl class="figures">
      <div>
        <dt>object</dt>
        <dd>{object}</dd>
      </div>
      {probability !== null && (
        <div>
          <dt>probability of being drawn (Eq. 6)</dt>
          <dd>{(100 * probability).toFixed(2)} %</dd>
        </div>
      )}
      {novelty !== null && (
        <div>
          <dt>distance to the most alike real pose</dt>
          <dd>{formatNumber(novelty)}</dd>
        </div>
      )}
    </dl>
  );
}

/** The page Data at the sample of this name. */
async function openSample(source: string, id: string): Promise<void> {
  const everything = { source, filters: {}, sort: null, descending: false };
  const { position } = await call('data/locate', { ...everything, id });
  // Unsorted and unfiltered, a position is a row.
  if (position !== null) go('data', { source, row: String(position), at: String(position) });
}
