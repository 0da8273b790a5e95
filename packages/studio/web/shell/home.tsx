import { Boxes, ChartColumn, Database, FolderSearch } from 'lucide';
import { useState } from 'preact/hooks';
import type { Session, Source } from '../../src/api/session.js';
import { call } from '../parts/api/call.js';
import { Icon } from '../parts/ui/icon.js';
import { hrefOf } from '../parts/ui/location.js';
import { Empty } from '../parts/ui/states.js';
import { ThemeChoice } from '../parts/ui/theme-choice.js';
import { PAGES } from './pages.js';

const STAGES = 12;

/** What there is, and where to go with it. */
export function Home({ session }: { session: Session }) {
  const runs = session.sources.filter(({ kind }) => kind === 'run');
  const datasets = session.sources.filter(({ kind }) => kind === 'dataset');
  return (
    <div class="page home">
      <header class="page-head">
        <div>
          <h1>Overview</h1>
          <p class="quiet">Everything found in {session.folders.join(', ')}</p>
        </div>
        <div class="home-colours">
          <ThemeChoice name="theme-of-phone" />
        </div>
      </header>
      {session.sources.length === 0 && (
        <Empty icon={FolderSearch} title="Nothing here yet">
          <p>
            Make a first run with <code>handbooster boost smallest</code>, or name a dataset:{' '}
            <code>handbooster studio /data/DexYCB</code>. This page finds it by itself.
          </p>
        </Empty>
      )}
      {runs.length > 0 && <Group title="Runs" sources={runs} />}
      {datasets.length > 0 && <Group title="Datasets" sources={datasets} />}
      <section aria-labelledby="rooms">
        <h2 id="rooms">Pages</h2>
        <ul class="cards">
          {PAGES.map(({ name, title, words, icon }) => (
            <li key={name}>
              <a class="card card-link" href={hrefOf(name)}>
                <Icon icon={icon} size={22} />
                <strong>{title}</strong>
                <span class="quiet">{words}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Group({ title, sources }: { title: string; sources: readonly Source[] }) {
  const id = title.toLowerCase();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="cards">
        {sources.map((source) => (
          <li key={source.id} class="card">
            <SourceCard source={source} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SourceCard({ source }: { source: Source }) {
  const { id, kind, layout, folder, stages, report } = source;
  const has = (name: string) => PAGES.some((page) => page.name === name);
  return (
    <>
      <div class="card-title">
        <Icon icon={kind === 'run' ? Boxes : Database} />
        <strong>{id}</strong>
        {kind === 'dataset' && <span class="chip">{layout}</span>}
      </div>
      {kind === 'run' && (
        <>
          <meter class="bar" min={0} max={STAGES} value={stages.length} aria-label="Finished stages" />
          <p class="quiet">
            {stages.length === STAGES
              ? 'Finished'
              : `${stages.length} of ${STAGES} stages, last ${stages.at(-1) ?? 'none'}`}
          </p>
        </>
      )}
      <p class="path" title={folder}>
        {folder}
      </p>
      <p class="actions">
        {has('data') && (
          <a class="button" href={hrefOf('data', { source: id })}>
            Look at its pictures
          </a>
        )}
        {kind === 'run' && has('runs') && (
          <a class="button" href={hrefOf('runs', { source: id })}>
            Stages and curves
          </a>
        )}
        {report && <ReportLink source={id} />}
      </p>
    </>
  );
}

/** Asks for the report's address only when it is wanted: it carries a ticket. */
function ReportLink({ source }: { source: string }) {
  const [error, setError] = useState<string | null>(null);
  const open = async () => {
    // The window has to be opened while the press is handled; its address follows.
    const opened = window.open('', '_blank');
    try {
      const { path } = await call('reports/open', { source });
      if (opened !== null) opened.location.href = new URL(path, document.baseURI).href;
    } catch (reason) {
      opened?.close();
      setError((reason as Error).message);
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={open}>
        <Icon icon={ChartColumn} size={16} />
        Report
      </button>
      {error !== null && <span role="alert">{error}</span>}
    </>
  );
}
