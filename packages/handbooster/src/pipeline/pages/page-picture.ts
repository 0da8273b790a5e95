import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, html } from '../../drawing/html.js';

/** Puts a picture beside a page, under its caption; nothing where there is no picture. */
export function pagePicture(folder: string, name: string, content: Buffer | null, caption: string): Content {
  if (content === null) return null;
  writeFileSync(join(folder, name), content);
  return html`<figure><img src="${name}" alt="${caption}"><figcaption>${caption}</figcaption></figure>`;
}
