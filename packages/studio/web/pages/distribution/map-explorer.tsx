import { Hand, Lasso } from 'lucide';
import { useMemo, useState } from 'preact/hooks';
import type { PoseKind, PosePoints } from '../../../src/api/distribution.js';
import { useCall } from '../../parts/api/use-call.js';
import { formatNumber } from '../../parts/ui/format-number.js';
import { Icon } from '../../parts/ui/icon.js';
import { change, place } from '../../parts/ui/location.js';
import { Failed, Loading } from '../../parts/ui/states.js';
import { type ColorBy, KIND_WORDS, KINDS, mostOf } from './map-points.js';
import { PoseCard } from './pose-card.js';
import { PoseList } from './pose-list.js';
import { PoseMap } from './pose-map.js';
import { SelectionFigures } from './selection-figures.js';

const COLORS: [ColorBy, string][] = [
  ['kind', 'what it is'],
  ['probability', 'sampling probability (Eq. 6)'],
  ['novelty', 'distance to the most alike real pose'],
];
const NONE: number[] = [];

/** The map with its controls, what is chosen in it, and the figures of selection. */
export function MapExplorer({ source }: { source: string }) {
  const { value: points, error, again } = useCall('distribution/points', { source });
  const { params } = place.value;
  const [tool, setTool] = useState<'move' | 'lasso'>('move');
  const [listed, setListed] = useState<number[]>(NONE);
  const object = params.object ?? null;
  const colorBy = COLORS.find(([name]) => name === params.color)?.[0] ?? 'kind';
  const hiddenText = params.hide ?? '';
  const choice = useMemo(
    () => ({ object, colorBy, hidden: new Set(hiddenText.split(';') as PoseKind[]) }),
    [object, colorBy, hiddenText],
  );
  const count = points?.x.length ?? 0;
  const asked = Number(params.pose ?? Number.NaN);
  const chosen = Number.isInteger(asked) && asked >= 0 && asked < count ? asked : null;
  const details = useCall('distribution/poses', chosen === null ? null : { source, points: [chosen] }).value;
  const neighbours = useMemo(
    () => (chosen === null ? NONE : (details?.[0]?.neighbours ?? []).map(({ point }) => point)),
    [details, chosen],
  );
  if (error !== null) return <Failed error={error} again={again} />;
  if (points === null) return <Loading what="Reading the map" />;
  const choose = (point: number | null) => change({ pose: point === null ? null : String(point) }, true);
  const toggle = (kind: PoseKind) => {
    const hidden = KINDS.filter((each) => choice.hidden.has(each) !== (each === kind));
    change({ hide: hidden.join(';') || null }, true);
  };
  return (
    <>
      <div class="map-tools">
        <label class="field">
          <span>Object</span>
          <select
            value={object ?? ''}
            onChange={(event) => change({ object: event.currentTarget.value || null })}
          >
            <option value="">all, side by side</option>
            {points.objects.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Colour</span>
          <select
            value={colorBy}
            onChange={(event) => {
              const wanted = event.currentTarget.value;
              change({ color: wanted === 'kind' ? null : wanted });
            }}
          >
            {COLORS.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="segments" aria-label="What dragging does">
          {(
            [
              ['move', Hand, 'Move'],
              ['lasso', Lasso, 'Lasso'],
            ] as const
          ).map(([name, icon, words]) => (
            <label key={name}>
              <input type="radio" name="tool" checked={tool === name} onChange={() => setTool(name)} />
              <Icon icon={icon} size={16} />
              {words}
            </label>
          ))}
        </fieldset>
        <Legend points={points} hidden={choice.hidden} toggle={toggle} />
        {colorBy !== 'kind' && (
          <p class="scale map-scale">
            <span>0</span>
            <span class="scale-bar" aria-hidden="true" />
            <span>{scaleEnd(points, colorBy)}</span>
          </p>
        )}
      </div>
      <div class="map-body">
        <PoseMap
          {...{ points, choice, tool, chosen, neighbours, listed, choose }}
          list={(found) => setListed(found.length === 0 ? NONE : found)}
        />
        <aside class="map-side" aria-label="Chosen poses">
          {listed.length > 0 && (
            <PoseList {...{ source, points, listed, chosen, choose }} clear={() => setListed(NONE)} />
          )}
          {chosen !== null ? (
            <PoseCard {...{ source, points, choose }} pose={chosen} />
          ) : (
            listed.length === 0 && (
              <p class="card quiet">
                Press a point to see its pose in 3D. With the lasso, draw round some to list them. Points near
                each other are alike; how far apart groups stand tells little.
              </p>
            )
          )}
        </aside>
      </div>
      {points.leftOut > 0 && (
        <p class="quiet">
          {points.leftOut.toLocaleString('en')} poses that were not selected are left out, evenly.
        </p>
      )}
      <SelectionFigures
        source={source}
        object={object ?? (chosen === null ? null : (details?.[0]?.object ?? null))}
      />
    </>
  );
}

function scaleEnd(points: PosePoints, colorBy: 'probability' | 'novelty'): string {
  const most = mostOf(points[colorBy]);
  return colorBy === 'probability' ? `${(100 * most).toFixed(1)} %` : formatNumber(most);
}

function Legend({
  points,
  hidden,
  toggle,
}: {
  points: PosePoints;
  hidden: ReadonlySet<PoseKind>;
  toggle: (kind: PoseKind) => void;
}) {
  return (
    <fieldset class="legend" aria-label="Kinds that are shown">
      {KINDS.map((kind) => (
        <label key={kind} class="check">
          <input type="checkbox" checked={!hidden.has(kind)} onChange={() => toggle(kind)} />
          <span class="dot" data-kind={kind} aria-hidden="true" />
          {KIND_WORDS[kind]}
          <span class="quiet">{points.kind.filter((each) => each === kind).length.toLocaleString('en')}</span>
        </label>
      ))}
    </fieldset>
  );
}
