import { useEffect, useRef, useState } from 'preact/hooks';
import type { FormField } from '../../../src/api/runs.js';
import { call } from '../../parts/api/call.js';
import { useCall } from '../../parts/api/use-call.js';
import { go } from '../../parts/ui/location.js';

/** A form of every key, from the schema that checks them: what is changed becomes an override of the preset. */
export function NewRun({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [preset, setPreset] = useState('smallest');
  const [name, setName] = useState('smallest-2');
  const [changed, setChanged] = useState<Record<string, string>>({});
  const [wanted, setWanted] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { value } = useCall('runs/form', { preset });
  useEffect(() => dialog.current?.showModal(), []);
  const start = async (event: Event) => {
    event.preventDefault();
    setError(null);
    try {
      const overrides = Object.entries(changed).map(([key, text]) => `${key}=${text}`);
      const { source } = await call('runs/start', { preset, name, overrides });
      go('runs', { source });
      close();
    } catch (reason) {
      setError((reason as Error).message);
    }
  };
  const fields = (value?.fields ?? []).filter(
    ({ key, description }) =>
      wanted === '' || `${key} ${description}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const sections = [...new Set(fields.map(({ section }) => section))];
  return (
    <dialog ref={dialog} class="dialog new-run" aria-labelledby="new-run-title" onClose={close}>
      <form onSubmit={start}>
        <h2 id="new-run-title">New run</h2>
        <div class="new-run-head">
          <label class="field">
            <span>Preset</span>
            <select
              value={preset}
              onChange={(event) => {
                setPreset(event.currentTarget.value);
                setName(`${event.currentTarget.value}-2`);
                setChanged({});
              }}
            >
              {(value?.presets ?? [preset]).map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Name of its folder{value !== null && ` in ${value.folder}`}</span>
            <input
              type="text"
              value={name}
              required
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>Find a key</span>
            <input type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
          </label>
        </div>
        <div class="new-run-fields">
          {sections.map((section) => (
            <details key={section} open={wanted !== ''}>
              <summary>{section}</summary>
              {fields
                .filter((field) => field.section === section)
                .map((field) => (
                  <Field
                    key={field.key}
                    field={field}
                    text={changed[field.key] ?? field.value}
                    set={(text) =>
                      setChanged(({ [field.key]: _, ...others }) =>
                        text === field.value ? others : { ...others, [field.key]: text },
                      )
                    }
                  />
                ))}
            </details>
          ))}
        </div>
        {error !== null && (
          <p class="banner" role="alert">
            {error}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button button-main">
            Start
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <span class="quiet">
            {Object.keys(changed).length === 0
              ? 'as the preset has it'
              : `${Object.keys(changed).length} changed`}
          </span>
        </div>
      </form>
    </dialog>
  );
}

function Field({ field, text, set }: { field: FormField; text: string; set: (text: string) => void }) {
  const { key, description, kind, choices, value } = field;
  const id = `key-${key}`;
  return (
    <label for={id} class={text === value ? 'field key' : 'field key key-changed'}>
      <span>
        <code>{key}</code> {description}
      </span>
      {kind === 'choice' ? (
        <select id={id} value={text} onChange={(event) => set(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="text"
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          value={text}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
    </label>
  );
}
