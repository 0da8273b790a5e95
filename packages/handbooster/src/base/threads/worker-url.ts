/**
 * Where a worker's compiled file is: beside the module that starts it. Worker threads load compiled
 * JavaScript, so a module that runs as TypeScript from `src` (in tests) gets the file that set-up has
 * compiled into `dist`.
 *
 * @param moduleUrl `import.meta.url` of the module that starts the worker
 * @param name of the worker's file, without its extension
 */
export function workerUrl(moduleUrl: string, name: string): URL {
  const at = moduleUrl.lastIndexOf('/src/');
  const compiled =
    /\.ts(\?.*)?$/.test(moduleUrl) && at >= 0
      ? `${moduleUrl.slice(0, at)}/dist/${moduleUrl.slice(at + '/src/'.length)}`
      : moduleUrl;
  return new URL(`./${name}.js`, compiled);
}
