import type { PictureTrack, PictureTracks } from './tracks/picture-track.js';

/** Counts of some pictures of a dataset. */
export interface PictureCounts {
  pictures: number;
  /** With a labelled hand. */
  labelled: number;
  /** Labelled pictures of left hands. */
  left: number;
  sequences: number;
  /** Labelled pictures of which Eq. 3 can tell whether they show a grasp, and how many do. */
  judged: number;
  grasping: number;
}

export interface SplitCounts extends PictureCounts {
  name: string;
  subjects: number;
  objects: number;
  cameras: number;
}

/** Counts of one subject, object or camera. */
export interface GroupCounts extends PictureCounts {
  name: string;
  /** Labelled pictures of each split, in the splits' order. */
  bySplit: number[];
}

export interface DataStatistics {
  root: string;
  layout: string;
  setup: string | null;
  splits: SplitCounts[];
  total: SplitCounts;
  subjects: GroupCounts[];
  /** By the grasped object. */
  objects: GroupCounts[];
  cameras: GroupCounts[];
}

/** Name of the group of what has no name. */
export const NAMELESS = '-';

/** Counts a dataset's pictures by split, subject, grasped object and camera. */
export function dataStatistics(
  root: string,
  { layout, setup, splits, tracks }: PictureTracks,
): DataStatistics {
  const groups = (name: (track: PictureTrack) => string | null) => {
    const found = new Map<string, PictureTrack[]>();
    for (const track of tracks) {
      const key = name(track) || NAMELESS;
      const list = found.get(key);
      if (list === undefined) found.set(key, [track]);
      else list.push(track);
    }
    return [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([key, own]): GroupCounts => ({
          name: key,
          ...count(own),
          bySplit: splits.map((split) => sum(own, (track) => (track.split === split ? track.labelled : 0))),
        }),
      );
  };
  return {
    root,
    layout,
    setup,
    splits: splits.map((name) =>
      describe(
        name,
        tracks.filter(({ split }) => split === name),
      ),
    ),
    total: describe('all', tracks),
    subjects: groups(({ subject }) => subject),
    objects: groups(({ object }) => object),
    cameras: groups(({ view }) => view),
  };
}

function describe(name: string, tracks: readonly PictureTrack[]): SplitCounts {
  const different = (key: (track: PictureTrack) => string | null) =>
    new Set(tracks.map(key).filter((value) => value)).size;
  return {
    name,
    ...count(tracks),
    subjects: different(({ subject }) => subject),
    objects: different(({ object }) => object),
    cameras: different(({ view }) => view),
  };
}

function count(tracks: readonly PictureTrack[]): PictureCounts {
  return {
    pictures: sum(tracks, ({ pictures }) => pictures),
    labelled: sum(tracks, ({ labelled }) => labelled),
    left: sum(tracks, ({ side, labelled }) => (side === 'left' ? labelled : 0)),
    sequences: new Set(tracks.map(({ subject, sequence }) => `${subject}/${sequence}`)).size,
    judged: sum(tracks, ({ grasping, labelled }) => (grasping === null ? 0 : labelled)),
    grasping: sum(tracks, ({ grasping }) => grasping ?? 0),
  };
}

function sum(tracks: readonly PictureTrack[], value: (track: PictureTrack) => number): number {
  return tracks.reduce((total, track) => total + value(track), 0);
}
