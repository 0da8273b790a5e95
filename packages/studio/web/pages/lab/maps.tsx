import { type ConditionMap, ConditionRenderer, SceneBuilder } from 'handbooster/browser';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LabDescription, LabScene } from '../../../src/api/lab.js';
import { drawPixels } from './draw-pixels.js';
import { drawableLabel } from './posed-scene.js';
import type { SceneParts } from './use-scene.js';

interface Props {
  lab: LabDescription;
  parts: SceneParts;
  seen: LabScene;
}

/** The condition maps of the scene, drawn in this browser by the rasteriser that draws them for the denoiser. */
export function Maps({ lab, parts, seen }: Props) {
  const { hand, object } = parts;
  const [visible, setVisible] = useState<number | null>(null);
  const canvases = useRef(new Map<string, HTMLCanvasElement>());
  const renderer = useMemo(
    () => new ConditionRenderer(lab.imageSize, lab.renderSize, lab.maps as ConditionMap[]),
    [lab],
  );
  const scenes = useMemo(
    () => new SceneBuilder(hand, object === null ? [] : [object], { forearm: lab.forearm }),
    [hand, object, lab],
  );
  useEffect(() => {
    // With the next frame: a drag tells of more changes than there are frames.
    const frame = requestAnimationFrame(() => {
      const { label, camera } = drawableLabel(seen, hand, lab.imageSize);
      const images = renderer.render(scenes.scene(label, camera));
      for (const [name, pixels] of Object.entries(images.maps)) {
        const canvas = canvases.current.get(name);
        if (canvas !== undefined) drawPixels(canvas, pixels, lab.imageSize);
      }
      setVisible(images.visible);
    });
    return () => cancelAnimationFrame(frame);
  }, [seen, scenes, renderer]);
  return (
    <section class="card" aria-label="Maps">
      <ul class="lab-maps">
        {lab.maps.map((name) => (
          <li key={name}>
            <canvas
              ref={(canvas) => {
                if (canvas === null) canvases.current.delete(name);
                else canvases.current.set(name, canvas);
              }}
              data-map={name}
              role="img"
              aria-label={`The ${name} map of the scene`}
            />
            <span class="quiet">{name}</span>
          </li>
        ))}
      </ul>
      {visible !== null && (
        <p class="quiet">{Math.round(100 * visible)} % of the hand is not hidden by the object.</p>
      )}
    </section>
  );
}
