/** A share of the items of some work: those whose number leaves `index` when divided by `count`. */
export interface ItemShare {
  index: number;
  count: number;
}
