import { useMemo, useState } from 'preact/hooks';
import type { LabDescription } from '../../../src/api/lab.js';
import { FingerSliders } from './finger-sliders.js';
import { Maps } from './maps.js';
import { PoseView } from './pose-view.js';
import { seenScene } from './posed-scene.js';
import { SceneChoice } from './scene-choice.js';
import { Synthesis } from './synthesis.js';
import type { EditedScene, SceneParts } from './use-scene.js';

interface Props {
  source: string;
  lab: LabDescription;
  scene: EditedScene;
  parts: SceneParts;
}

/** The bench: what is posed, its maps, and the image made of them. */
export function Workbench({ source, lab, scene, parts }: Props) {
  const [view, setView] = useState<readonly number[] | null>(null);
  const { posed, object, hand } = parts;
  const seen = useMemo(
    () => (view === null ? null : seenScene(posed, object, view, hand, lab)),
    [posed, object, view, hand, lab],
  );
  return (
    <div class="lab">
      <div class="lab-column">
        <SceneChoice lab={lab} scene={scene} />
        <PoseView parts={parts} change={scene.change} turned={setView} />
        <FingerSliders parts={parts} change={scene.change} />
      </div>
      <div class="lab-column">
        {seen !== null && <Maps lab={lab} parts={parts} seen={seen} />}
        {seen !== null && <Synthesis source={source} lab={lab} seen={seen} hand={hand} />}
      </div>
    </div>
  );
}
