/** The page Reconstruct: what finds hands in photos, and pictures that are kept. */
export interface TrackerCalls {
  /** Whether the landmark networks are here; their files are at `api/tracker/<name>`. */
  'tracker/open': { body: Record<string, never>; reply: TrackerDescription };
  /**
   * Makes a folder for a recording below the first of the studio's folders; pictures are then sent to
   * `api/recordings/<name>/<number>` as JPEG.
   * @throws input for a name that is taken by something else
   */
  'recordings/begin': { body: { name: string }; reply: { folder: string; count: number } };
}

export interface TrackerDescription {
  landmarks: boolean;
  /** What to install where they are not, in words. */
  missing: string | null;
}
