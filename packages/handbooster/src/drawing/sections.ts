import { type Content, type Html, html } from './html.js';

/** A part of a page, with its line in the contents. */
export interface Section {
  /** Its anchor. */
  id: string;
  title: string;
  content: Content;
}

/** The contents, and then the parts one after the other; those without content are left out. */
export function sections(parts: readonly Section[]): Html {
  const shown = parts.filter(({ content }) => hasContent(content));
  return html`<nav class="contents" aria-label="Contents"><ol>${shown.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ol></nav>
${shown.map(({ id, title, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${content}</section>\n`)}`;
}

function hasContent(content: Content): boolean {
  return Array.isArray(content) ? content.some(hasContent) : content !== null && content !== undefined;
}

/** What is to be known at a glance. */
export function facts(entries: readonly (readonly [name: string, value: Content])[]): Html {
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
