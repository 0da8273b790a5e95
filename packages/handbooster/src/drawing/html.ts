import { PAGE_STYLE } from './page-style.js';

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

/** A table that scrolls inside itself where it is too wide; numbers are right-aligned. */
export function table(head: readonly Content[], rows: readonly (readonly Content[])[]): Html {
  const cell = (content: Content) =>
    isNumeric(content) ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
  // A heading stands over its numbers.
  const isNumber = (column: number) =>
    rows.length > 0 && rows.every((row) => row[column] === '' || isNumeric(row[column]));
  const title = (content: Content, column: number) =>
    isNumber(column)
      ? html`<th scope="col" class="number">${content}</th>`
      : html`<th scope="col">${content}</th>`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map(title)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

/** A number, or what is written as one; a figure with more to it under it. */
function isNumeric(content: Content): boolean {
  if (content instanceof Html) return content.text.startsWith('<span class="number">');
  return (
    typeof content === 'number' || (typeof content === 'string' && /^[-+]?[\d.,]+( %| mm)?$/.test(content))
  );
}

/** A whole page without anything from outside and without scripts of its own. */
export function page(title: string, body: Content): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Html(PAGE_STYLE)}</style></head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}
