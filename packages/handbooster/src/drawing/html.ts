/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** Markup with its holes escaped: html`<p>${'1 < 2'}</p>`. */
export function html(strings: TemplateStringsArray, ...holes: Content[]): Html {
  return new Html(strings.reduce((text, part, i) => text + render(holes[i - 1]) + part));
}

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(render).join('');
  return String(content ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table; numbers are right-aligned. */
export function table(head: readonly Content[], rows: readonly (readonly Content[])[]): Html {
  const cell = (content: Content) =>
    typeof content === 'number' || (typeof content === 'string' && /^[-+]?[\d.,]+( %| mm)?$/.test(content))
      ? html`<td class="number">${content}</td>`
      : html`<td>${content}</td>`;
  return html`<table><thead><tr>${head.map((content) => html`<th>${content}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table>`;
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2733; background: #fff; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: 0; } h2 { margin-top: 2.2rem; border-bottom: 1px solid #d8dee6; padding-bottom: .2rem; }
table { border-collapse: collapse; margin: .6rem 0 1rem; } th, td { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1d2733; } tbody tr { border-bottom: 1px solid #e6eaef; } .number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; } figcaption { color: #556; font-size: .9em; } img { max-width: 100%; image-rendering: pixelated; }
.note { background: #fff6dd; border-left: 4px solid #e0a800; padding: .5rem .9rem; margin: 1rem 0; }
code { background: #f1f4f7; padding: 0 .25em; } .charts svg { max-width: 100%; height: auto; margin-right: 1rem; }
`;

/** A whole page without anything from outside. */
export function page(title: string, body: Content): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Html(STYLE)}</style></head>
<body>
${body}
</body>
</html>
`.text;
}
