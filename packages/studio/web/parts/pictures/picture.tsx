import { useEffect, useState } from 'preact/hooks';
import { type Picture as Loaded, pictureCache } from './picture-cache.js';

/** A picture that the studio serves, or why there is none. @param path relative to the page */
export function Picture({ path, alt }: { path: string; alt: string }) {
  const [state, setState] = useState<{ path: string; picture: Loaded | null; error: Error | null } | null>(
    null,
  );
  useEffect(
    () =>
      pictureCache.use(
        path,
        (picture) => setState({ path, picture, error: null }),
        (error) => setState({ path, picture: null, error }),
      ),
    [path],
  );
  const picture = state?.path === path ? state.picture : pictureCache.peek(path);
  if (picture !== null) return <img src={picture.url} alt={alt} draggable={false} decoding="async" />;
  if (state?.path === path && state.error !== null) {
    return (
      <span class="picture-lacks" title={state.error.message}>
        no picture
      </span>
    );
  }
  return <span class="picture-waits" />;
}
