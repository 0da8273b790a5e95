import { useEffect, useMemo, useState } from 'preact/hooks';
import { DISTANCE_STEP, type GraspDetails, type GraspPiece } from '../../../src/api/grasps.js';
import { call } from '../../parts/api/call.js';
import { useJob } from '../../parts/api/use-job.js';
import { Criteria } from './criteria.js';
import { Energy } from './energy.js';
import { GraspScene, type ShownState } from './grasp-scene.js';
import { VERDICTS } from './grasps-query.js';
import { Playback } from './playback.js';

interface Props {
  source: string;
  grasp: GraspDetails;
  touch: number;
  physics: boolean;
}

/** A grasp as it ended, or on its way. */
export function GraspView({ source, grasp, touch, physics }: Props) {
  const { id } = grasp;
  const way = useJob<GraspPiece>(
    () => call('grasps/replay', { source, id }),
    (job, from) => call('grasps/pieces', { job, from }),
  );
  const [step, setStep] = useState<number | null>(null);
  // Another grasp has another way.
  useEffect(() => {
    way.clear();
    setStep(null);
  }, [id, source]);
  const piece = step === null ? null : (way.pieces[Math.min(step, way.pieces.length - 1)] ?? null);
  const shown = useMemo<ShownState>(
    () => ({
      id,
      pose: piece?.pose ?? grasp.pose,
      betas: grasp.betas,
      contacts: piece?.contacts ?? grasp.contacts,
      distances: unpackDistances(piece?.distances ?? grasp.distances),
    }),
    [grasp, piece],
  );
  const { title, mark, words } = VERDICTS[grasp.verdict];
  return (
    <article class="grasp" aria-label={`Grasp ${id}`}>
      <header class="grasp-head">
        <h2>{id}</h2>
        <p>
          <span class="mark" data-kind={mark}>
            {title}
          </span>{' '}
          <span class="quiet">{words}</span>
        </p>
      </header>
      <div class="grasp-body">
        <div class="grasp-left">
          <GraspScene source={source} object={grasp.object} state={shown} touch={touch} />
          <Playback way={way} step={step} setStep={setStep} />
        </div>
        <div class="grasp-right">
          <Criteria criteria={grasp.criteria} physics={physics} />
          <Energy grasp={grasp} pieces={way.pieces} piece={piece} />
        </div>
      </div>
    </article>
  );
}

/** Metres of each vertex from the surface. */
function unpackDistances(packed: string): Float32Array {
  const text = atob(packed);
  return Float32Array.from(text, (letter) => DISTANCE_STEP * ((letter.charCodeAt(0) << 24) >> 24));
}
