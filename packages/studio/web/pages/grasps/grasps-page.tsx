import { Hand } from 'lucide';
import { session } from '../../parts/api/session.js';
import { useCall } from '../../parts/api/use-call.js';
import { place } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import { Browser } from './browser.js';
import './grasps.css';

/** The grasps of a run, one at a time. */
export default function GraspsPage() {
  const runs = (session.value?.sources ?? []).filter(({ kind }) => kind === 'run');
  const wanted = place.value.params.source;
  const run =
    runs.find(({ id }) => id === wanted) ?? runs.find(({ stages }) => stages.includes('grasps')) ?? runs[0];
  return (
    <div class="page">
      <header class="page-head">
        <h1>Grasps</h1>
        {run !== undefined && <SourcePicker page="grasps" source={run.id} runs />}
      </header>
      {run === undefined ? (
        <Empty icon={Hand} title="No run yet">
          <p>The second stage of a run makes grasps. The page Runs starts one.</p>
        </Empty>
      ) : run.stages.includes('grasps') ? (
        <Opened key={run.id} source={run.id} />
      ) : (
        <Empty icon={Hand} title="No grasps yet">
          <p>The stage grasps of {run.id} is not finished. This page shows them once it is.</p>
        </Empty>
      )}
    </div>
  );
}

function Opened({ source }: { source: string }) {
  const { value, error, again } = useCall('grasps/open', { source });
  if (error !== null) return <Failed error={error} again={again} />;
  if (value === null) return <Loading what="Reading the grasps" />;
  return <Browser source={source} set={value} />;
}
