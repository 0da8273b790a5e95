import { FlaskConical } from 'lucide';
import { session } from '../../parts/api/session.js';
import { useCall } from '../../parts/api/use-call.js';
import { place } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import './lab.css';
import { useScene } from './use-scene.js';
import { Workbench } from './workbench.js';

/** A scene of one's own, its maps, and an image of it. */
export default function LabPage() {
  const runs = (session.value?.sources ?? []).filter(({ kind }) => kind === 'run');
  const wanted = place.value.params.source;
  const run =
    runs.find(({ id }) => id === wanted) ?? runs.find(({ stages }) => stages.includes('denoiser')) ?? runs[0];
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Lab</h1>
          <p class="quiet">
            Pose the hand, turn the view; the maps follow. “Synthesise” makes an image of what they show.
          </p>
        </div>
        {run !== undefined && <SourcePicker page="lab" source={run.id} runs />}
      </header>
      {run === undefined ? (
        <Empty icon={FlaskConical} title="No run yet">
          <p>A run brings objects, grasps and a denoiser. The page Runs starts one.</p>
        </Empty>
      ) : run.stages.includes('capture') ? (
        <Opened key={run.id} source={run.id} />
      ) : (
        <Empty icon={FlaskConical} title="Nothing to pose yet">
          <p>The first stage of {run.id} is not finished. This page opens once it is.</p>
        </Empty>
      )}
    </div>
  );
}

function Opened({ source }: { source: string }) {
  const { value, error, again } = useCall('lab/open', { source });
  const scene = useScene(source, value);
  if (error !== null) return <Failed error={error} again={again} />;
  if (scene.error !== null) return <Failed error={scene.error} />;
  if (value === null || scene.parts === null) return <Loading what="Setting up the lab" />;
  return <Workbench source={source} lab={value} scene={scene} parts={scene.parts} />;
}
