import { RotateCcw } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../parts/ui/icon.js';
import { PosedHandView } from './posed-hand-view.js';
import type { PosedScene } from './posed-scene.js';
import type { SceneParts } from './use-scene.js';

interface Props {
  parts: SceneParts;
  change: (posed: PosedScene) => void;
  /** Is told the rotation (9), camera from object, whenever it changes. */
  turned: (view: readonly number[]) => void;
}

/** The scene: dragging turns it, dragging a fingertip bends its finger. */
export function PoseView({ parts, change, turned }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<PosedHandView | null>(null);
  const { hand, object, posed } = parts;
  const told = useRef({ change, turned });
  told.current = { change, turned };
  useEffect(() => {
    const made = new PosedHandView(canvas.current as HTMLCanvasElement, hand, {
      change: (next) => told.current.change(next),
      turned: (rotation) => told.current.turned(rotation),
    });
    // For tests, which drag a fingertip where it is drawn.
    Object.assign(window, { labView: made });
    setView(made);
    return () => made.close();
  }, [hand]);
  useEffect(() => view?.show(object), [view, object]);
  useEffect(() => view?.pose(posed), [view, posed]);
  return (
    <figure class="lab-figure">
      <canvas
        ref={canvas}
        class="scene"
        tabIndex={0}
        role="img"
        aria-label="The posed hand in 3D; arrow keys turn it, plus and minus zoom, 0 resets; fingertips can be dragged, sliders below do the same"
      />
      <figcaption>
        <span class="quiet">Drag to turn, drag a fingertip to bend its finger</span>
        <button type="button" class="icon-button" title="As at the start" onClick={() => view?.reset()}>
          <Icon icon={RotateCcw} size={16} />
          <span class="unseen">As at the start</span>
        </button>
      </figcaption>
    </figure>
  );
}
