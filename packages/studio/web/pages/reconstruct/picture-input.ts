/** Files that are chosen, dropped or pasted anywhere on the page. */
export function listenForFiles(
  input: HTMLInputElement,
  open: (file: File) => void,
  signal: AbortSignal,
): void {
  const first = (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file) open(file);
  };
  input.addEventListener(
    'change',
    () => {
      first(input.files);
      // The same file again is a change, too.
      input.value = '';
    },
    { signal },
  );
  document.addEventListener('dragover', (event) => event.preventDefault(), { signal });
  document.addEventListener(
    'drop',
    (event) => {
      event.preventDefault();
      first(event.dataTransfer?.files);
    },
    { signal },
  );
  document.addEventListener('paste', (event) => first(event.clipboardData?.files), { signal });
}
