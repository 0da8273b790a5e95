import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Camera } from 'handbooster/geometry';

/** One mesh in the camera's frame (x right, y down, z forward). */
export interface BrowserMesh {
  vertices: Float32Array;
  faces: Uint32Array;
  /** (F, 3, 2) */
  uvs: Float32Array | null;
  texture: { width: number; height: number; pixels: Uint8Array } | null;
  smooth: boolean;
}

export interface BrowserRendering {
  /** Milliseconds for a normal map and a texture map, read back. */
  milliseconds: number;
  /** The renderer as it names itself. */
  renderer: string;
  /** (H, W, 4) without smoothing of edges: depth in metres, mesh + 1 (0 background), 0, 1. */
  hard: Float32Array;
  /** (H, W, 4) normal map. */
  normal: Uint8Array;
}

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Renders a scene with three.js in a headless Chromium, in software where there is no GPU, and times it. Null
 * where no Chromium is installed or it cannot draw; `why` is told then.
 */
export async function renderInChromium(
  meshes: readonly BrowserMesh[],
  camera: Camera,
  rounds: number,
  why: (reason: string) => void,
): Promise<BrowserRendering | null> {
  const chromium = process.env.CHROMIUM ?? CHROMIUMS.find((path) => existsSync(path));
  if (!chromium) {
    why('no Chromium found');
    return null;
  }
  const three = dirname(createRequire(import.meta.url).resolve('three'));
  const scene = JSON.stringify({
    camera,
    rounds,
    meshes: meshes.map((mesh) => ({
      vertices: Array.from(mesh.vertices),
      faces: Array.from(mesh.faces),
      uvs: mesh.uvs && Array.from(mesh.uvs),
      texture: mesh.texture && {
        ...mesh.texture,
        pixels: Buffer.from(mesh.texture.pixels).toString('base64'),
      },
      smooth: mesh.smooth,
    })),
  });
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  let browser: ChildProcess | null = null;
  let server: Server | null = null;
  try {
    const answer = await new Promise<string | null>((resolve) => {
      const serving = createServer(async (request, response) => {
        const path = request.url ?? '/';
        if (request.method === 'POST') {
          const parts: Buffer[] = [];
          for await (const part of request) parts.push(part as Buffer);
          response.end();
          resolve(Buffer.concat(parts).toString());
        } else if (path === '/') {
          response.setHeader('content-type', 'text/html');
          response.end(PAGE);
        } else if (path === '/scene.json') {
          response.end(scene);
        } else if (/^\/three\.[a-z.]+js$/.test(path)) {
          response.setHeader('content-type', 'text/javascript');
          response.end(await readFile(join(three, path.slice(1))));
        } else {
          response.statusCode = 404;
          response.end();
        }
      });
      server = serving;
      serving.listen(0, '127.0.0.1', () => {
        const { port } = serving.address() as AddressInfo;
        const flags = ['--headless=new', '--no-sandbox', '--disable-gpu-sandbox', '--use-angle=swiftshader'];
        browser = spawn(
          chromium,
          [
            ...flags,
            '--enable-unsafe-swiftshader',
            `--user-data-dir=${profile}`,
            `http://127.0.0.1:${port}/`,
          ],
          { stdio: 'ignore' },
        );
        browser.on('error', () => resolve(null));
        browser.on('exit', () => resolve(null));
        setTimeout(() => resolve(null), 180_000).unref();
      });
    });
    const result = answer ? JSON.parse(answer) : { error: 'Chromium gave no answer' };
    if (result.error) {
      why(result.error);
      return null;
    }
    const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
    return {
      milliseconds: result.milliseconds,
      renderer: result.renderer,
      hard: new Float32Array(bytes(result.hard).buffer),
      normal: bytes(result.normal),
    };
  } finally {
    (browser as ChildProcess | null)?.removeAllListeners('exit');
    (browser as ChildProcess | null)?.kill('SIGKILL');
    (server as Server | null)?.closeAllConnections();
    (server as Server | null)?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const PAGE = `<!doctype html><script type="importmap">{"imports":{"three":"/three.module.js"}}</script>
<script type="module">
const post = (value) => fetch('/', { method: 'POST', body: JSON.stringify(value) });
const text = (array) => {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let out = '';
  for (let i = 0; i < bytes.length; i += 4096) out += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(out);
};
try {
  const THREE = await import('three');
  const { camera, meshes, rounds } = await (await fetch('/scene.json')).json();
  const { width, height, fx, fy, cx, cy } = camera;
  const renderer = new THREE.WebGLRenderer({ antialias: false });
  renderer.setPixelRatio(1);
  renderer.setSize(width, height);
  renderer.setClearColor(0, 0);
  const eye = new THREE.Camera();
  const near = 0.05, far = 100;
  // Pixel centres at whole numbers: the picture covers -0.5 ... width - 0.5.
  eye.projectionMatrix.set(
    (2 * fx) / width, 0, 1 - (2 * (cx + 0.5)) / width, 0,
    0, (2 * fy) / height, (2 * (cy + 0.5)) / height - 1, 0,
    0, 0, -(far + near) / (far - near), (-2 * far * near) / (far - near),
    0, 0, -1, 0);
  eye.projectionMatrixInverse.copy(eye.projectionMatrix).invert();
  const scene = new THREE.Scene();
  const made = meshes.map((mesh, index) => {
    let geometry = new THREE.BufferGeometry();
    const points = Float32Array.from(mesh.vertices, (v, i) => (i % 3 === 0 ? v : -v));
    geometry.setAttribute('position', new THREE.BufferAttribute(points, 3));
    geometry.setIndex(new THREE.BufferAttribute(Uint32Array.from(mesh.faces), 1));
    if (!mesh.smooth || mesh.uvs) geometry = geometry.toNonIndexed();
    if (mesh.uvs) geometry.setAttribute('uv', new THREE.BufferAttribute(Float32Array.from(mesh.uvs), 2));
    geometry.computeVertexNormals();
    let map = null;
    if (mesh.texture) {
      const { width: w, height: h, pixels } = mesh.texture;
      const rgb = Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0));
      const rgba = new Uint8Array(w * h * 4).fill(255);
      for (let y = 0; y < h; y++) for (let x = 0; x < w; x++)
        for (let k = 0; k < 3; k++) rgba[((h - 1 - y) * w + x) * 4 + k] = rgb[(y * w + x) * 3 + k];
      map = new THREE.DataTexture(rgba, w, h);
      map.wrapS = map.wrapT = THREE.RepeatWrapping;
      map.colorSpace = THREE.SRGBColorSpace;
      map.generateMipmaps = true;
      map.minFilter = THREE.LinearMipmapNearestFilter;
      map.magFilter = THREE.LinearFilter;
      map.needsUpdate = true;
    }
    const object = new THREE.Mesh(geometry);
    object.frustumCulled = false;
    scene.add(object);
    return {
      object,
      normal: new THREE.MeshNormalMaterial({ flatShading: !mesh.smooth }),
      texture: new THREE.MeshStandardMaterial({ map, color: map ? 0xffffff : 0xfffff3, metalness: 0, roughness: 1, flatShading: !mesh.smooth }),
      hard: new THREE.ShaderMaterial({
        uniforms: { mesh: { value: index + 1 } },
        vertexShader: 'varying float depth; void main() { vec4 p = modelViewMatrix * vec4(position, 1.0); depth = -p.z; gl_Position = projectionMatrix * p; }',
        fragmentShader: 'varying float depth; uniform float mesh; void main() { gl_FragColor = vec4(depth, mesh, 0.0, 1.0); }',
      }),
    };
  });
  scene.add(new THREE.AmbientLight(0xffffff, 0.3 * Math.PI));
  const light = new THREE.DirectionalLight(0xffffff, 2.4);
  light.position.set(0, 0, 1);
  scene.add(light);
  const show = (which) => { for (const each of made) each.object.material = each[which]; };
  const smooth = new THREE.WebGLRenderTarget(width, height, { samples: 4 });
  const exact = new THREE.WebGLRenderTarget(width, height, { type: THREE.FloatType });
  const draw = (which, target, out) => {
    show(which);
    renderer.setRenderTarget(target);
    renderer.clear();
    renderer.render(scene, eye);
    renderer.readRenderTargetPixels(target, 0, 0, width, height, out);
  };
  const normal = new Uint8Array(width * height * 4);
  const texture = new Uint8Array(width * height * 4);
  const hard = new Float32Array(width * height * 4);
  draw('hard', exact, hard);
  for (let i = 0; i < 3; i++) { draw('normal', smooth, normal); draw('texture', smooth, texture); }
  let best = Infinity;
  for (let batch = 0; batch < 3; batch++) {
    const start = performance.now();
    for (let i = 0; i < rounds; i++) { draw('normal', smooth, normal); draw('texture', smooth, texture); }
    best = Math.min(best, (performance.now() - start) / rounds);
  }
  const turn = (array) => {
    // WebGL's rows begin at the bottom.
    const out = new array.constructor(array.length);
    for (let y = 0; y < height; y++) out.set(array.subarray(y * width * 4, (y + 1) * width * 4), (height - 1 - y) * width * 4);
    return out;
  };
  const info = renderer.getContext().getExtension('WEBGL_debug_renderer_info');
  await post({
    milliseconds: best,
    renderer: info ? renderer.getContext().getParameter(info.UNMASKED_RENDERER_WEBGL) : 'WebGL',
    hard: text(turn(hard)),
    normal: text(turn(normal)),
  });
} catch (error) {
  await post({ error: String(error && error.stack || error) });
}
</script>`;
