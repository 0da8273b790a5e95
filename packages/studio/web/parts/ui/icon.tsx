import type { IconNode } from 'lucide';
import { h } from 'preact';

/** A drawn sign beside words; never alone, so readers of the screen pass it over. */
export function Icon({ icon, size = 18 }: { icon: IconNode; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {icon.map(([tag, attributes], i) => h(tag, { ...attributes, key: i }))}
    </svg>
  );
}
