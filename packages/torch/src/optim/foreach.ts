import { door, Operator } from '../door.js';
import type { Scalar } from '../ops/arguments.js';
import { Tensor, wrapAll } from '../tensor/tensor.js';

/**
 * The engine's operators on lists of tensors, each one call for all parameters: a step of Adam over 60
 * tensors is 8 calls and not 480. Bound here by their exact overloads.
 */
type Tensors = readonly Tensor[];

const ADD = new Operator('aten::_foreach_add.List', 'self,other,alpha');
const ADD_ = new Operator('aten::_foreach_add_.List', 'self,other,alpha');
const ADD_SCALAR_ = new Operator('aten::_foreach_add_.Scalar', 'self,scalar');
const MUL_ = new Operator('aten::_foreach_mul_.Scalar', 'self,scalar');
const DIV_ = new Operator('aten::_foreach_div_.Scalar', 'self,scalar');
const ADDCMUL_ = new Operator('aten::_foreach_addcmul_.Scalar', 'self,tensor1,tensor2,value');
const ADDCDIV_ = new Operator('aten::_foreach_addcdiv_.Scalar', 'self,tensor1,tensor2,value');
const SQRT = new Operator('aten::_foreach_sqrt', 'self');
const NORM = new Operator('aten::_foreach_norm.Scalar', 'self,ord');

function handles(tensors: Tensors): number[] {
  return tensors.map((tensor) => Tensor.handle(tensor));
}

/** self + alpha other, as new tensors. */
export function add(self: Tensors, other: Tensors, alpha: number): Tensor[] {
  return wrapAll(door.call(ADD.index, handles(self), handles(other), alpha));
}

/** self += alpha other */
export function add_(self: Tensors, other: Tensors, alpha: number): void {
  door.call(ADD_.index, handles(self), handles(other), alpha);
}

/** self += scalar */
export function addScalar_(self: Tensors, scalar: Scalar): void {
  door.call(ADD_SCALAR_.index, handles(self), scalar);
}

/** self *= scalar */
export function mul_(self: Tensors, scalar: Scalar): void {
  door.call(MUL_.index, handles(self), scalar);
}

/** self /= scalar */
export function div_(self: Tensors, scalar: Scalar): void {
  door.call(DIV_.index, handles(self), scalar);
}

/** self += value a b */
export function addcmul_(self: Tensors, a: Tensors, b: Tensors, value: Scalar): void {
  door.call(ADDCMUL_.index, handles(self), handles(a), handles(b), value);
}

/** self += value a / b */
export function addcdiv_(self: Tensors, a: Tensors, b: Tensors, value: Scalar): void {
  door.call(ADDCDIV_.index, handles(self), handles(a), handles(b), value);
}

export function sqrt(self: Tensors): Tensor[] {
  return wrapAll(door.call(SQRT.index, handles(self)));
}

/** The p-norm of each tensor. */
export function norm(self: Tensors, order: number): Tensor[] {
  return wrapAll(door.call(NORM.index, handles(self), order));
}
