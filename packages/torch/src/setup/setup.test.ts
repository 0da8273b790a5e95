import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources } from './build-addon.js';
import { PACKAGE_ROOT, pointerName, readEngineInfo } from './engine-paths.js';
import { ensureEngine } from './ensure-engine.js';
import { findLibtorch } from './find-libtorch.js';

const COMPILED = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torch-setup-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A folder that looks like an unpacked libtorch of some version. */
function fakeLibtorch(version: string, symbol: string): string {
  const root = join(folder, `libtorch-${version}`);
  mkdirSync(join(root, 'include', 'ATen', 'core'), { recursive: true });
  mkdirSync(join(root, 'include', 'torch', 'csrc', 'api', 'include', 'torch'), { recursive: true });
  mkdirSync(join(root, 'lib'));
  writeFileSync(join(root, 'include', 'ATen', 'core', 'Tensor.h'), '');
  const [major, minor, patch] = version.split('.');
  writeFileSync(
    join(root, 'include', 'torch', 'csrc', 'api', 'include', 'torch', 'version.h'),
    `#define TORCH_VERSION_MAJOR ${major}\n#define TORCH_VERSION_MINOR ${minor}\n#define TORCH_VERSION_PATCH ${patch}\n`,
  );
  for (const name of ['torch', 'torch_cpu', 'torch_cuda', 'c10_cuda'])
    writeFileSync(join(root, 'lib', `lib${name}.so`), '');
  writeFileSync(join(root, 'lib', 'libc10.so'), `\0${symbol}\0`);
  return root;
}

describe('findLibtorch', () => {
  it('describes the folder in LIBTORCH: version, C++ standard, string ABI, CUDA', () => {
    const modern = fakeLibtorch('2.13.0', '_ZN3c105ErrorC1ENS_14SourceLocationENSt7__cxx1112basic_stringI');
    expect(findLibtorch({ LIBTORCH: modern })).toMatchObject({
      version: '2.13.0',
      source: 'LIBTORCH',
      cxxStandard: 20,
      cxx11abi: true,
      libs: ['torch', 'torch_cpu', 'c10', 'torch_cuda', 'c10_cuda'],
    });
    const older = fakeLibtorch('2.1.2', '_ZN3c105ErrorC1ENS_14SourceLocationESs');
    expect(findLibtorch({ LIBTORCH: older })).toMatchObject({ cxxStandard: 17, cxx11abi: false });
  });

  it('says what LIBTORCH should be when it is wrong', () => {
    expect(() => findLibtorch({ LIBTORCH: join(folder, 'absent') })).toThrow(
      /expected a folder with include\/ATen.*nothing there/,
    );
    expect(() => findLibtorch({ LIBTORCH: folder })).toThrow(/a folder without them/);
  });
});

describe('ensureEngine', () => {
  it('does nothing, and says nothing, when everything is there', async () => {
    // Normally set-up ran before the tests; after a change of the sources this call compiles them.
    await ensureEngine({ install: false });
    const lines: string[] = [];
    const info = await ensureEngine({ install: false, log: (line) => lines.push(line) });
    expect(lines).toEqual([]);
    expect(info).toEqual(readEngineInfo());
    expect(existsSync(info.addon)).toBe(true);
    expect(info.sources).toBe(hashSources());
  });

  it('keeps a record for each requested libtorch', () => {
    expect(pointerName(null)).toBe('current.json');
    expect(pointerName('/opt/libtorch')).not.toBe(pointerName('/opt/libtorch2'));
  });
});

describe('the compiled package', () => {
  it('loads without an engine, and names the command when one is needed', () => {
    const program = `
      const torch = await import(${JSON.stringify(COMPILED)});
      const drawn = new torch.Random(1).uniform();
      let message = '';
      try { torch.zeros([1]); } catch (error) { message = error.message; }
      console.log(JSON.stringify({ drawn, message, ready: torch.engineReady(), io: typeof torch.io.readNpy }));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, LIBTORCH: join(folder, 'nowhere'), HANDBOOSTER_TORCH_ADDON: '' },
    });
    const { drawn, message, ready, io } = JSON.parse(output);
    expect(drawn).toBeGreaterThanOrEqual(0);
    expect(message).toMatch(/not set up for LIBTORCH=.*handbooster setup/);
    expect([ready, io]).toEqual([false, 'function']);
  });

  it('says which file could not be loaded', () => {
    const addon = join(folder, 'broken.node');
    writeFileSync(addon, 'not a library');
    const program = `const torch = await import(${JSON.stringify(COMPILED)}); torch.zeros([1]);`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...process.env, HANDBOOSTER_TORCH_ADDON: addon },
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/could not be loaded from .*broken\.node/);
  });

  it('works from the node_modules of another project, sources shipped', () => {
    const installed = join(folder, 'node_modules', '@handbooster', 'torch');
    mkdirSync(installed, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
      files: string[];
    };
    for (const name of ['package.json', ...manifest.files]) {
      if (existsSync(join(PACKAGE_ROOT, name)))
        cpSync(join(PACKAGE_ROOT, name), join(installed, name), { recursive: true });
    }
    const headers = join('node_modules', 'node-api-headers');
    symlinkSync(join(PACKAGE_ROOT, '..', '..', headers), join(folder, headers));
    const program = `
      import { hashSources } from '@handbooster/torch/setup';
      import { tensor } from '@handbooster/torch';
      console.log(JSON.stringify({ hash: hashSources(), sum: tensor([1, 2]).sum().item() }));
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, HANDBOOSTER_TORCH_ADDON: readEngineInfo()?.addon },
    });
    expect(JSON.parse(output)).toEqual({ hash: hashSources(), sum: 3 });
  });
});
