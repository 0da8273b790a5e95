import type { RigCamera } from '../plan/camera-rig.js';
import { type RoomView, viewRoom } from './room-view.js';
import type { Room } from './rooms.js';

/**
 * Views that are kept: those of two sequences in the same room with different people, or the other way round.
 */
const MOST = 6;

/**
 * Views of rooms by who sits there and which camera looks: those used last are kept for the next sequence.
 */
export class RoomViews {
  readonly #kept = new Map<string, RoomView>();
  /** A room's number; rooms have no names. */
  readonly #rooms = new Map<Room, number>();

  /** @param subject whose rig the camera belongs to; @param open (3) light on the bare table of the room */
  of(room: Room, subject: number, rig: RigCamera, open: ArrayLike<number>): RoomView {
    const number = this.#rooms.get(room) ?? this.#rooms.size;
    this.#rooms.set(room, number);
    const key = `${number} ${subject} ${rig.serial}`;
    const view = this.#kept.get(key) ?? viewRoom(room, rig, open);
    // The one used last is the last in the map's order.
    this.#kept.delete(key);
    this.#kept.set(key, view);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    return view;
  }
}
