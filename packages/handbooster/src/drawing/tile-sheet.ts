import sharp from 'sharp';

/** A picture of a sheet: (S, S, 3) bytes. */
export interface Tile {
  size: number;
  pixels: Uint8Array;
}

/** A sheet of rows of tiles as PNG bytes; each tile is enlarged without smoothing to `side` pixels. */
export async function tileSheet(rows: readonly (readonly Tile[])[], side = 128, gap = 4): Promise<Buffer> {
  const columns = Math.max(...rows.map((row) => row.length));
  const width = columns * (side + gap) + gap;
  const height = rows.length * (side + gap) + gap;
  const placed = rows.flatMap((row, r) =>
    row.map((tile, c) => ({ tile, left: gap + c * (side + gap), top: gap + r * (side + gap) })),
  );
  const composites = await Promise.all(
    placed.map(async ({ tile, left, top }) => ({
      input: await sharp(tile.pixels, { raw: { width: tile.size, height: tile.size, channels: 3 } })
        .resize(side, side, { kernel: 'nearest' })
        .png({ compressionLevel: 1 })
        .toBuffer(),
      left,
      top,
    })),
  );
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(composites)
    .png({ compressionLevel: 9 })
    .toBuffer();
}
