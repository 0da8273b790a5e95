import { describe, expect, it, vi } from 'vitest';
import { checkConfig } from './check-config.js';
import { checkedConfig } from './checked-config.js';
import { describeComplaints } from './describe-complaints.js';
import { loadConfig } from './load-config.js';

const complaintsOf = (...overrides: string[]) =>
  checkConfig(loadConfig('smallest', overrides)).map(({ key }) => key);

describe('a configuration', () => {
  it.each(['smallest', 'demo', 'claim', 'weights'])('of a preset (%s) has nothing wrong', (preset) => {
    expect(checkConfig(loadConfig(preset))).toEqual([]);
  });

  it.each([
    ['denoiser.weights=none', 'denoiser.weights'],
    ['train.device=cdua', 'train.device'],
    ['train.device=cuda:99', 'train.device'],
    ['train.network=h2onet', 'train.imageSize'],
    ['denoiser.imageSize=65', 'denoiser.imageSize'],
    ['data=/no/such/folder', 'data'],
    ['hand.model=/no/such/hand.pkl', 'hand.model'],
    ['train.mixing=epoch train.syntheticDecay=linear', 'train.mixing'],
    ['synthesise.styleImage=package.json', 'synthesise.styleImage'],
    ['synthesise.source=photographs capture.source=obman capture.root=/', 'synthesise.source'],
  ])('with %s is refused before any work', (overrides, key) => {
    expect(complaintsOf(...overrides.split(' '))).toEqual([key]);
  });

  it('that asks for MANO gets no other hand', () => {
    vi.stubEnv('MANO_DIR', '');
    const config = loadConfig('paper', ['hand.model=mano', 'capture.root=/']);
    const about = checkConfig(config).filter(({ key }) => key === 'hand.model');
    expect(about).toMatchObject([{ message: expect.stringContaining('MANO_DIR') }]);
    vi.unstubAllEnvs();
  });

  it('is told all that is wrong with it at once, by the schema or by what is there', () => {
    const overrides = ['train.batch=0', 'train.device=gpu', 'denoiser.weights=none', 'grasps.perobject=3'];
    const about = (text: string) => [...text.matchAll(/override \S+: ([\w.]+):/g)].map(([, key]) => key);
    let text = '';
    try {
      checkedConfig('smallest', overrides);
    } catch (error) {
      text = (error as Error).message;
    }
    expect(text).toMatch(/^4 values cannot be used\n/);
    expect(about(text).sort()).toEqual([
      'denoiser.weights',
      'grasps.perobject',
      'train.batch',
      'train.device',
    ]);
  });

  it('is told once of a value that is refused for two reasons', () => {
    expect(() => checkedConfig('smallest', ['train.imageSize=0'])).toThrow(
      /^override train\.imageSize=0: train\.imageSize: expected at least 1, found 0$/,
    );
  });

  it('has a folder of models in the place of its own', () => {
    expect(() => checkedConfig('smallest', [], '/no/such/folder')).toThrow(/: data: expected a folder/);
  });
});

describe('a complaint', () => {
  const complaint = { key: 'train.batch', message: 'expected at least 1, found 0' };

  it('blames the override that set the value, the last one, or else the file', () => {
    expect(describeComplaints([complaint], 'demo.yaml')).toBe(
      'demo.yaml: train.batch: expected at least 1, found 0',
    );
    expect(describeComplaints([complaint], 'demo.yaml', ['train.batch=-1', 'seed=2', 'train.batch=0'])).toBe(
      'override train.batch=0: train.batch: expected at least 1, found 0',
    );
    expect(describeComplaints([complaint], 'demo.yaml', ['train={batch: 0}'])).toMatch(/^override train=/);
    expect(describeComplaints([complaint], 'demo.yaml', ['train.batchSize=3'])).toMatch(/^demo\.yaml/);
  });

  it('of two values that do not go together blames the override that set either', () => {
    const overrides = ['train.network=h2onet'];
    const text = describeComplaints(checkConfig(loadConfig('smallest', overrides)), 'demo.yaml', overrides);
    expect(text).toBe(
      'override train.network=h2onet: train.imageSize: h2onet takes 128 pixels, found 64; set train.imageSize=128',
    );
  });

  it('of the schema blames the override, too', () => {
    const load = () => loadConfig('demo', ['train.batch=many', 'grasps.perobject=3']);
    expect(load).toThrow(/^2 values cannot be used\n/);
    expect(load).toThrow(/\n {2}override train\.batch=many: train\.batch: .*expected number/);
    expect(load).toThrow(/\n {2}override grasps\.perobject=3: .* did you mean "grasps\.perObject"/);
  });
});
