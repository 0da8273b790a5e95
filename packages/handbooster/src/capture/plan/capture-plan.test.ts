import { describe, expect, it } from 'vitest';
import type { SplitRule } from '../../datasets/dexycb/dexycb-splits.js';
import { RIG_SERIALS, TRAINING_VIEWS, UNSEEN_VIEWS } from './camera-rig.js';
import { captureOptions } from './capture-options.js';
import { CAPTURE_SETUP, CAPTURE_SPLITS, planCapture, type SequencePlan } from './capture-plan.js';

const options = captureOptions({ seed: 7 });
const plan = planCapture(options, 12);
const seen = options.subjects - options.unseenSubjects;

/** The pictures of a split, looked up the way a reader does: every rule must be passed as a whole. */
function picturesOf(split: string): { sequence: SequencePlan; view: number }[] {
  const rules: SplitRule[] = plan.splits[CAPTURE_SETUP][split];
  return plan.sequences.flatMap((sequence) =>
    sequence.views
      .filter((view) =>
        rules.some(
          (rule) =>
            (rule.sequences ?? []).includes(`${sequence.subjectFolder}/${sequence.name}`) &&
            (rule.views ?? []).includes(RIG_SERIALS[view]),
        ),
      )
      .map((view) => ({ sequence, view })),
  );
}

const factors = (split: string) => {
  const pictures = picturesOf(split);
  return {
    newPerson: new Set(pictures.map(({ sequence }) => sequence.subject >= seen)),
    newGrasp: new Set(pictures.map(({ sequence }) => sequence.grasp >= options.trainingGrasps)),
    newView: new Set(pictures.map(({ view }) => UNSEEN_VIEWS.includes(view))),
  };
};

describe('planCapture', () => {
  it('changes exactly the named thing in each split', () => {
    const no = new Set([false]);
    const yes = new Set([true]);
    expect(factors('train')).toEqual({ newPerson: no, newGrasp: no, newView: no });
    expect(factors('val')).toEqual({ newPerson: no, newGrasp: no, newView: no });
    expect(factors('test_same')).toEqual({ newPerson: no, newGrasp: no, newView: no });
    expect(factors('test_grasp')).toEqual({ newPerson: no, newGrasp: yes, newView: no });
    expect(factors('test_view')).toEqual({ newPerson: no, newGrasp: no, newView: yes });
    expect(factors('test_person')).toEqual({ newPerson: yes, newGrasp: no, newView: no });
    expect(factors('test_all')).toEqual({ newPerson: yes, newGrasp: yes, newView: yes });
  });

  it('photographs as many moments as each group is asked for, and nothing else of the plan depends on it', () => {
    const more = planCapture(captureOptions({ seed: 7, testSequences: 96, testFramesPerSequence: 2 }), 12);
    const training = (all: readonly SequencePlan[]) =>
      all.filter(({ group }) => group === 'train' || group === 'val');
    expect(training(more.sequences)).toEqual(training(plan.sequences));
    expect(new Set(training(more.sequences).map(({ frames }) => frames))).toEqual(new Set([8]));
    const tests = more.sequences.filter(({ group }) => group !== 'train' && group !== 'val');
    expect(tests).toHaveLength(4 * 96);
    expect(new Set(tests.map(({ frames }) => frames))).toEqual(new Set([2]));
    // Dealt evenly: 96 sequences show each of 12 objects 8 times.
    const grasp = tests.filter(({ group }) => group === 'grasp').map(({ object }) => object);
    for (let object = 0; object < 12; object++) expect(grasp.filter((o) => o === object)).toHaveLength(8);
  });

  it('puts every picture in exactly one split', () => {
    const count = new Map<string, number>();
    for (const split of CAPTURE_SPLITS) {
      for (const { sequence, view } of picturesOf(split)) {
        const key = `${sequence.item} ${view}`;
        count.set(key, (count.get(key) ?? 0) + 1);
      }
    }
    const all = plan.sequences.flatMap(({ item, views }) => views.map((view) => `${item} ${view}`));
    expect([...count.keys()].sort()).toEqual(all.sort());
    expect(new Set(count.values())).toEqual(new Set([1]));
  });

  it('shows many people and rooms but few grasps and views in training', () => {
    const train = plan.sequences.filter(({ group }) => group === 'train');
    expect(new Set(train.map(({ subject }) => subject)).size).toBe(seen);
    expect(new Set(train.map(({ room }) => room)).size).toBeGreaterThanOrEqual(20);
    expect(new Set(train.map(({ object }) => object)).size).toBe(12);
    expect(new Set(train.map(({ grasp }) => grasp)).size).toBe(options.trainingGrasps);
    for (const { views } of train) for (const view of views) expect(TRAINING_VIEWS).toContain(view);
  });

  it('shows every grasp of every object equally often, as far as the count divides', () => {
    const even = planCapture(captureOptions({ seed: 3, trainingSequences: 144, testSequences: 12 }), 12);
    const counts = new Map<string, number>();
    for (const { group, object, grasp } of even.sequences) {
      if (group === 'train') counts.set(`${object} ${grasp}`, (counts.get(`${object} ${grasp}`) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(new Array(24).fill(6));
  });

  it('names each sequence once and never stands an object beside itself', () => {
    const names = plan.sequences.map(({ subjectFolder, name }) => `${subjectFolder}/${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { object, bystanders } of plan.sequences) {
      expect(bystanders).not.toContain(object);
      expect(new Set(bystanders).size).toBe(bystanders.length);
    }
  });

  it('grasps only what can be grasped', () => {
    const few = planCapture(options, 12, [2, 5]);
    expect(new Set(few.sequences.map(({ object }) => object))).toEqual(new Set([2, 5]));
  });

  it('is the same for the same seed and another for another', () => {
    expect(planCapture(options, 12)).toEqual(plan);
    expect(planCapture({ ...options, seed: 8 }, 12).sequences).not.toEqual(plan.sequences);
  });
});

describe('captureOptions', () => {
  it('names the option at fault', () => {
    expect(() => captureOptions({ width: 0 })).toThrow(/width/);
    expect(() => captureOptions({ jpegQuality: [90, 80] })).toThrow(/jpegQuality/);
    expect(() => captureOptions({ leftShare: Number.NaN })).toThrow(/leftShare/);
    expect(() => captureOptions({ unseenGrasps: 0 })).toThrow(/unseenGrasps/);
    expect(() => captureOptions({ unseenGrasps: 0, testSequences: 0 })).not.toThrow();
  });
});
