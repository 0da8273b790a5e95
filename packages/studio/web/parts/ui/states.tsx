import { CircleAlert, type IconNode, Inbox } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

/** Nothing to show yet, and what to do about it. */
export function Empty({
  icon = Inbox,
  title,
  children,
}: {
  icon?: IconNode;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="state">
      <Icon icon={icon} size={36} />
      <h2>{title}</h2>
      {children && <div class="state-words">{children}</div>}
    </div>
  );
}

/** At work. It appears only after a moment, so that what is quick does not flicker. */
export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <div class="state state-loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <p>{what} …</p>
    </div>
  );
}

/** What went wrong, in the server's words, and a way on. */
export function Failed({ error, again }: { error: Error; again?: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <Icon icon={CircleAlert} size={36} />
      <h2>That did not work</h2>
      <div class="state-words">
        <p>{error.message}</p>
        {again && (
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}
