import type { HandModel, ObjectModel } from 'handbooster/browser';
import { useEffect, useState } from 'preact/hooks';
import type { LabDescription } from '../../../src/api/lab.js';
import { call } from '../../parts/api/call.js';
import { loadHand } from '../../parts/hand/load-hand.js';
import { fetchObject } from './fetch-object.js';
import { fromGrasp, openHand, type PosedScene } from './posed-scene.js';

/** What is posed, and what it is made of. */
export interface SceneParts {
  hand: HandModel;
  /** Null for a hand alone. */
  object: ObjectModel | null;
  posed: PosedScene;
}

export interface EditedScene {
  parts: SceneParts | null;
  error: Error | null;
  /** Chosen object's number, null for none; and which of its grasps. */
  object: number | null;
  grasp: number;
  /** Takes a grasp of an object, or an open hand. */
  take(object: number | null, grasp: number): void;
  /** Another pose of the same scene. */
  change(posed: PosedScene): void;
}

/** The scene of the page: a grasp of the run, then changed by hand. */
export function useScene(source: string, lab: LabDescription | null): EditedScene {
  const [parts, setParts] = useState<SceneParts | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [choice, setChoice] = useState<{ object: number | null; grasp: number } | null>(null);
  useEffect(() => {
    if (lab === null || choice !== null) return;
    const first = lab.objects.find(({ grasps }) => grasps > 0);
    setChoice({ object: first?.id ?? null, grasp: 0 });
  }, [lab]);
  useEffect(() => {
    if (lab === null || choice === null) return;
    const stop = new AbortController();
    const load = async () => {
      const hand = await loadHand(source);
      const described = lab.objects.find(({ id }) => id === choice.object);
      if (described === undefined) return { hand, object: null, posed: openHand() };
      const object = await fetchObject(source, described);
      if (described.grasps === 0) return { hand, object, posed: openHand(object) };
      const grasp = await call(
        'lab/grasp',
        { source, object: described.id, position: choice.grasp },
        stop.signal,
      );
      return { hand, object, posed: fromGrasp(grasp) };
    };
    load().then(
      (loaded) => stop.signal.aborted || setParts(loaded),
      (reason) => stop.signal.aborted || setError(reason),
    );
    return () => stop.abort();
  }, [source, lab, choice]);
  return {
    parts,
    error,
    object: choice?.object ?? null,
    grasp: choice?.grasp ?? 0,
    take: (object, grasp) => setChoice({ object, grasp }),
    change: (posed) => setParts((now) => now && { ...now, posed }),
  };
}
