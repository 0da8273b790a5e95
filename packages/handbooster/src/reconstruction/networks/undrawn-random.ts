import { Random } from '@handbooster/torch';

/**
 * Leaves arrays as they are: for networks whose first weights are about to be overwritten (24 M draws take
 * seconds).
 */
export class UndrawnRandom extends Random {
  constructor() {
    super(0, 'undrawn');
  }

  override fillUniform<T extends Float32Array | Float64Array>(into: T): T {
    return into;
  }

  override fillNormal<T extends Float32Array | Float64Array>(into: T): T {
    return into;
  }
}
