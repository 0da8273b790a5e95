import { Images } from 'lucide';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { watch } from '../../parts/api/live.js';
import { session } from '../../parts/api/session.js';
import { useCall } from '../../parts/api/use-call.js';
import { place } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed, Loading } from '../../parts/ui/states.js';
import { queryOf } from './data-view.js';
import { Explorer } from './explorer.js';
import './styles/data.css';
import { SampleView } from './sample/sample-view.js';

/** The grid of a source's samples; one of them, or two side by side, once they are opened. */
export default function DataPage() {
  const sources = session.value?.sources ?? [];
  const wanted = place.value.params.source;
  const source = sources.find(({ id }) => id === wanted) ?? sources[0];
  if (sources.length === 0) {
    return (
      <Empty icon={Images} title="No pictures yet">
        <p>
          Name a dataset when the studio starts, for example <code>handbooster studio /data/DexYCB</code>, or
          make a run.
        </p>
      </Empty>
    );
  }
  if (source === undefined || (wanted !== undefined && source.id !== wanted)) {
    return (
      <Failed
        error={new Error(`There is no run or dataset “${wanted}” in the folders that the studio shows.`)}
      />
    );
  }
  return <Opened key={source.id} source={source.id} />;
}

function Opened({ source }: { source: string }) {
  const stages = session.value?.sources.find(({ id }) => id === source)?.stages.length ?? 0;
  const table = useCall('data/open', { source });
  const { again } = table;
  // A run's table grows when a stage has finished.
  useEffect(again, [stages, again]);
  const { params } = place.value;
  const query = useMemo(() => queryOf(source), [source, params.filters, params.sort, params.descending]);
  if (table.error !== null) {
    return (
      <div class="page">
        <header class="page-head">
          <h1>Data</h1>
          <SourcePicker page="data" source={source} />
        </header>
        <Failed error={table.error} again={again} />
      </div>
    );
  }
  if (table.value === null) return <Opening source={source} />;
  if (params.row !== undefined)
    return <SampleView table={table.value} query={query} row={Number(params.row)} />;
  return <Explorer table={table.value} query={query} />;
}

/** How far the server is with the labels. */
function Opening({ source }: { source: string }) {
  const [state, setState] = useState<{ done: number; total: number } | null>(null);
  useEffect(() => watch<{ done: number; total: number }>(`table:${source}`, setState), [source]);
  const told =
    state === null
      ? ''
      : `, ${state.done.toLocaleString('en')}${state.total > 0 ? ` of ${state.total.toLocaleString('en')}` : ''}`;
  return <Loading what={`Reading the labels of ${source}${told}`} />;
}
