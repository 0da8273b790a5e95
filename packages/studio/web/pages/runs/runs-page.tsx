import { Play, Plus, Rocket, Square } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { RunState } from '../../../src/api/runs.js';
import { call } from '../../parts/api/call.js';
import { watch } from '../../parts/api/live.js';
import { session } from '../../parts/api/session.js';
import { Icon } from '../../parts/ui/icon.js';
import { place } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import { ConfigTable } from './config-table.js';
import { Curves } from './curves.js';
import { NewRun } from './new-run.js';
import './runs.css';
import { SheetScrub } from './sheet-scrub.js';
import { StageList } from './stage-list.js';

/** A run as it works: stages, curves, configuration, and what it said. */
export default function RunsPage() {
  const runs = (session.value?.sources ?? []).filter(({ kind }) => kind === 'run');
  const [form, setForm] = useState(false);
  const wanted = place.value.params.source;
  const run = runs.find(({ id }) => id === wanted) ?? runs[0];
  return (
    <div class="page">
      <header class="page-head">
        <h1>Runs</h1>
        <div class="tools">
          {run !== undefined && <SourcePicker page="runs" source={run.id} runs />}
          <button type="button" class="button button-main" onClick={() => setForm(true)}>
            <Icon icon={Plus} size={16} />
            New run
          </button>
        </div>
      </header>
      {run === undefined ? (
        <Empty icon={Rocket} title="No run yet">
          <p>“New run” starts one from a preset. The smallest takes some minutes.</p>
        </Empty>
      ) : (
        <OneRun
          key={run.id}
          source={run.id}
          others={runs.map(({ id }) => id).filter((id) => id !== run.id)}
        />
      )}
      {form && <NewRun close={() => setForm(false)} />}
    </div>
  );
}

function OneRun({ source, others }: { source: string; others: string[] }) {
  const [state, setState] = useState<RunState | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(
    () => watch<RunState>(`run:${source}`, setState, ({ message }) => setError(new Error(message))),
    [source],
  );
  const { beside } = place.value.params;
  const compared = (beside ?? '').split(',').filter((id) => others.includes(id));
  if (error !== null) return <Failed error={error} />;
  if (state === null) return <Loading what="Looking at the run" />;
  const finished = state.stages.filter((stage) => stage.state === 'done').length;
  return (
    <>
      <Controls source={source} state={state} finished={finished === state.stages.length} />
      {state.error !== null && (
        <p class="banner" role="alert">
          {state.error}
        </p>
      )}
      <StageList stages={state.stages} />
      <Curves
        source={source}
        others={others}
        compared={compared}
        finished={finished}
        working={state.worker !== null}
      />
      <SheetScrub source={source} working={state.worker !== null} />
      <ConfigTable sources={[source, ...compared]} />
      {state.lines.length > 0 && (
        <section class="card">
          <h2>What it said</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys */}
          <pre class="log" tabIndex={0}>
            {state.lines.join('\n')}
          </pre>
        </section>
      )}
    </>
  );
}

function Controls({ source, state, finished }: { source: string; state: RunState; finished: boolean }) {
  const [said, setSaid] = useState('');
  const act = async (name: 'runs/stop' | 'runs/resume') => {
    setSaid('');
    try {
      await call(name, { source });
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  const { worker, stopping } = state;
  const words =
    worker === 'studio'
      ? stopping
        ? 'Stopping at the next safe point …'
        : 'At work in this studio'
      : worker === 'elsewhere'
        ? 'At work in another program'
        : finished
          ? 'Finished'
          : 'Not at work; what is finished stays';
  return (
    <div class="actions" role="status">
      <span class="mark" data-kind={worker !== null ? 'generated' : finished ? 'kept' : 'real'}>
        {words}
      </span>
      {worker === 'studio' && (
        <button type="button" class="button" disabled={stopping} onClick={() => act('runs/stop')}>
          <Icon icon={Square} size={16} />
          Stop
        </button>
      )}
      {worker === null && !finished && (
        <button type="button" class="button" onClick={() => act('runs/resume')}>
          <Icon icon={Play} size={16} />
          Resume
        </button>
      )}
      {said !== '' && <span role="alert">{said}</span>}
    </div>
  );
}
