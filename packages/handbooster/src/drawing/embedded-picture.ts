import sharp from 'sharp';
import { type Content, Html, html } from './html.js';

/**
 * A picture inside a page, so that the page is one file; a click or the space bar shows it at its full size.
 * Nothing where there is no picture.
 *
 * @param content PNG or any other format that sharp reads
 */
export async function embeddedPicture(content: Buffer | null, caption: string): Promise<Content> {
  if (content === null) return null;
  const { data, info } = await sharp(content).webp({ quality: 88 }).toBuffer({ resolveWithObject: true });
  const source = new Html(`data:image/webp;base64,${data.toString('base64')}`);
  return html`<figure class="paper"><label class="zoom"><input type="checkbox" aria-label="Full size: ${caption}"><img src="${source}" width="${info.width}" height="${info.height}" alt="${caption}"></label><figcaption>${caption}</figcaption></figure>`;
}
