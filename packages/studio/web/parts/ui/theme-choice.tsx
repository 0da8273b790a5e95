import { Monitor, Moon, Sun } from 'lucide';
import { Icon } from './icon.js';
import { type Theme, theme } from './theme.js';

const THEMES: [Theme, typeof Sun, string][] = [
  ['system', Monitor, 'As the system'],
  ['light', Sun, 'Light'],
  ['dark', Moon, 'Dark'],
];

/** Light, dark, or as the system has it. @param name of the group, one a document */
export function ThemeChoice({ name }: { name: string }) {
  return (
    <fieldset class="segments" aria-label="Colours">
      {THEMES.map(([value, icon, words]) => (
        <label key={value} title={words}>
          <input
            type="radio"
            name={name}
            checked={theme.value === value}
            onChange={() => {
              theme.value = value;
            }}
          />
          <Icon icon={icon} size={16} />
          <span class="unseen">{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
