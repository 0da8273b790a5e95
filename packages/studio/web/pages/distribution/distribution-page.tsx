import { ChartScatter, CircleX, RefreshCw } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { PoseMapState } from '../../../src/api/distribution.js';
import { call } from '../../parts/api/call.js';
import { watch } from '../../parts/api/live.js';
import { session } from '../../parts/api/session.js';
import { Icon } from '../../parts/ui/icon.js';
import { place } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import './distribution.css';
import { MapExplorer } from './map-explorer.js';

/** The map of a run's poses; it is made when it is first wanted. */
export default function DistributionPage() {
  const runs = (session.value?.sources ?? []).filter(({ kind }) => kind === 'run');
  const wanted = place.value.params.source;
  const run = runs.find(({ id }) => id === wanted) ?? runs[0];
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Distribution</h1>
          <p class="quiet">Where real poses are, where grasps were made, and which of them were selected</p>
        </div>
        {run !== undefined && <SourcePicker page="distribution" source={run.id} runs />}
      </header>
      {run === undefined ? (
        <Empty icon={ChartScatter} title="No run yet">
          <p>
            A run makes grasps and selects among them. Start one on the page Runs, or with{' '}
            <code>handbooster boost smallest</code>.
          </p>
        </Empty>
      ) : (
        <OneMap key={run.id} source={run.id} />
      )}
    </div>
  );
}

function OneMap({ source }: { source: string }) {
  const [state, setState] = useState<PoseMapState | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(
    () => watch<PoseMapState>(`poses:${source}`, setState, ({ message }) => setError(new Error(message))),
    [source],
  );
  const make = () => call('distribution/make', { source }).catch(setError);
  const absent = state?.state === 'absent';
  useEffect(() => {
    if (absent) void make();
  }, [absent, source]);
  if (error !== null) return <Failed error={error} />;
  if (state === null || absent) return <Loading what="Looking for the map" />;
  if (state.state === 'waiting') {
    return (
      <Empty icon={ChartScatter} title="No poses yet">
        <p>They are there once the stage select has finished. This page goes on by itself.</p>
      </Empty>
    );
  }
  if (state.state === 'failed') {
    return (
      <Empty icon={CircleX} title={state.error === '' ? 'Cancelled' : 'The map was not made'}>
        {state.error !== '' && <p role="alert">{state.error}</p>}
        <button type="button" class="button button-main" onClick={make}>
          <Icon icon={RefreshCw} size={16} />
          Make the map
        </button>
      </Empty>
    );
  }
  if (state.state === 'making') return <Making source={source} state={state} />;
  return <MapExplorer source={source} />;
}

function Making({ source, state }: { source: string; state: Extract<PoseMapState, { state: 'making' }> }) {
  const { step, done, total } = state;
  return (
    <div class="state">
      <h2>Making the map of poses</h2>
      <div class="state-words">
        <progress aria-label="Map of poses" max={total || undefined} value={total > 0 ? done : undefined} />
        <p role="status">{step}</p>
        <p>This is done once; the map is kept beside the run.</p>
        <button type="button" class="button" onClick={() => call('distribution/cancel', { source })}>
          Cancel
        </button>
      </div>
    </div>
  );
}
