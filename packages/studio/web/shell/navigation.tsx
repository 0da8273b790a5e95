import { House, Keyboard } from 'lucide';
import { Icon } from '../parts/ui/icon.js';
import { hrefOf, place } from '../parts/ui/location.js';
import { ThemeChoice } from '../parts/ui/theme-choice.js';
import markUrl from './mark.svg';
import { PAGES } from './pages.js';

export function Navigation({ current, openHelp }: { current: string; openHelp: () => void }) {
  // A page opened for a source opens the next one for the same.
  const { source } = place.value.params;
  return (
    <header class="rail">
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to the content
      </button>
      <a class="brand" href={hrefOf('')}>
        <img src={markUrl} alt="" width="28" height="28" />
        <span>
          HandBooster<small>studio</small>
        </span>
      </a>
      <nav aria-label="Pages">
        <a class="rail-link" href={hrefOf('')} aria-current={current === '' ? 'page' : undefined}>
          <Icon icon={House} />
          <span>Overview</span>
        </a>
        {PAGES.map(({ name, title, icon }) => (
          <a
            key={name}
            class="rail-link"
            href={hrefOf(name, { source })}
            aria-current={current === name ? 'page' : undefined}
          >
            <Icon icon={icon} />
            <span>{title}</span>
          </a>
        ))}
      </nav>
      <div class="rail-foot">
        <ThemeChoice name="theme" />
        <button type="button" class="icon-button" title="Keys (?)" onClick={openHelp}>
          <Icon icon={Keyboard} />
          <span class="unseen">Keys</span>
        </button>
      </div>
    </header>
  );
}
