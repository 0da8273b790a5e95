import type { SampleDetails } from '../../../../src/api/data.js';
import { bytesPath } from '../../../parts/api/bytes-path.js';
import { Picture } from '../../../parts/pictures/picture.js';

/** The condition maps of a sample: what the denoiser gets, or would get. */
export function MapStrip({ source, sample }: { source: string; sample: SampleDetails }) {
  return (
    <section aria-label={`Maps of ${sample.id}`}>
      <ul class="maps">
        {sample.maps.map((map) => (
          <li key={map}>
            <span class="map">
              <Picture
                path={bytesPath('data/map', { source, row: sample.row, map })}
                alt={`Its ${map} map`}
              />
            </span>
            <span class="quiet">{map}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
