import { useState } from 'preact/hooks';
import type { SampleDetails, TableDescription } from '../../../../src/api/data.js';
import { useCall } from '../../../parts/api/use-call.js';
import { formatNumber } from '../../../parts/ui/format-number.js';
import { Failed, Loading } from '../../../parts/ui/states.js';
import { pictureKind } from '../picture-kind.js';
import { MapStrip } from './map-strip.js';
import { PhotoMark } from './photo-mark.js';
import { type Predicted, Prediction } from './prediction.js';
import { SamplePicture } from './sample-picture.js';
import { SampleScene } from './sample-scene.js';

interface Props {
  table: TableDescription;
  source: string;
  row: number;
  /** Two stand side by side. */
  narrow: boolean;
}

/** All that there is to a sample. */
export function SampleCard({ table, source, row, narrow }: Props) {
  const { value, error, again } = useCall('data/sample', { source, row });
  const [predicted, setPredicted] = useState<Predicted | null>(null);
  if (error !== null) return <Failed error={error} again={again} />;
  if (value === null) return <Loading what="Reading the label" />;
  const { fate, provenance, because } = value.values;
  return (
    <article class="sample" aria-label={value.id}>
      <header class="sample-head">
        <h1>{value.id}</h1>
        <p>
          <span class="mark" data-kind={pictureKind(value.values)}>
            {fate ?? provenance}
          </span>
          {because && <span> because of its {because}</span>}
        </p>
        {value.photo !== null && <PhotoMark source={source} name={value.photo} />}
      </header>
      <div class={narrow ? 'sample-body sample-narrow' : 'sample-body'}>
        <SamplePicture source={source} sample={value} predicted={predicted?.joints2d ?? null} />
        {value.hand ? (
          <SampleScene source={source} sample={value} predicted={predicted} />
        ) : (
          <p class="card quiet">{value.handless}</p>
        )}
      </div>
      {value.maps.length > 0 && <MapStrip source={source} sample={value} />}
      <div class={narrow ? 'sample-body sample-narrow' : 'sample-body'}>
        <Facts table={table} sample={value} />
        {value.picture !== null && <Prediction source={source} sample={value} done={setPredicted} />}
      </div>
      <details class="card">
        <summary>Its label as JSON</summary>
        <pre class="json">{shortJson(value.json)}</pre>
      </details>
    </article>
  );
}

function Facts({ table, sample }: { table: TableDescription; sample: SampleDetails }) {
  return (
    <section class="card">
      <h2>What is known of it</h2>
      <dl class="facts">
        {table.columns.map((column) => {
          const value = sample.values[column.name];
          if (value === null || value === undefined) return null;
          return (
            <div key={column.name}>
              <dt>{column.label}</dt>
              <dd>
                {typeof value === 'number' ? formatNumber(value) : value}
                {column.kind === 'number' && column.unit && <span class="quiet"> {column.unit}</span>}
              </dd>
            </div>
          );
        })}
        <div>
          <dt>Camera</dt>
          <dd>
            f {formatNumber(sample.camera.fx)}, {formatNumber(sample.camera.fy)} px, {sample.camera.width} ×{' '}
            {sample.camera.height}
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** Lists of numbers on one line each. */
function shortJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\[[\s\d.,eE+-]+\]/g, (list) => list.replace(/\s+/g, ' '));
}
