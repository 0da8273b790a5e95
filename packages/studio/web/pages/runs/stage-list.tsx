import type { StageState, TaskProgress } from '../../../src/api/runs.js';

const WORDS: Record<StageState['state'], string> = {
  done: 'done',
  working: 'at work',
  halfway: 'begun',
  waiting: 'to come',
};

/** The stages in order: how far, how fast, how long yet; and the figures that they left. */
export function StageList({ stages }: { stages: readonly StageState[] }) {
  return (
    <ol class="stages" aria-label="Stages">
      {stages.map((stage, i) => (
        <li key={stage.name} class="stage" data-state={stage.state}>
          <span class="stage-number">{i + 1}</span>
          <div class="stage-body">
            <p class="stage-title">
              <strong>{stage.name}</strong>
              <span class="quiet">{WORDS[stage.state]}</span>
            </p>
            {stage.state === 'working' && <Progress task={stage.task} />}
            {stage.seconds !== null && (
              <p class="quiet">
                {duration(stage.seconds)}
                {stage.bytes !== null && `, ${size(stage.bytes)}`}
              </p>
            )}
            {stage.summary.length > 0 && (
              <details>
                <summary>Figures</summary>
                <dl class="figures">
                  {stage.summary.map(([key, value]) => (
                    <div key={key}>
                      <dt>{key}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Progress({ task }: { task: TaskProgress | null }) {
  if (task === null) return <progress aria-label="At work" />;
  const { name, unit, done, total, rate, note } = task;
  const left = rate > 0 && total > done ? `, ${duration((total - done) / rate)} left` : '';
  return (
    <>
      <progress aria-label={name} max={total || undefined} value={total > 0 ? done : undefined} />
      <p class="quiet">
        {done.toLocaleString('en')}
        {total > 0 && ` of ${total.toLocaleString('en')}`} {unit}
        {rate > 0 && `, ${Number(rate.toPrecision(2))} a second`}
        {left}
        {note && `, ${note}`}
      </p>
    </>
  );
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
