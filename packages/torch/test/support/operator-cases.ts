import { ops } from '../../src/index.js';
import { arange } from '../../src/ops/create.js';
import type { Tensor } from '../../src/tensor/tensor.js';

export interface Inputs {
  [name: string]: Tensor;
}

/** Inputs of the cases: shape, and how the numbers are drawn. */
export const INPUTS: Record<string, { shape: number[]; low?: number; high?: number; integer?: true }> = {
  a: { shape: [3, 4], low: -2, high: 2 },
  b: { shape: [3, 4], low: -2, high: 2 },
  c: { shape: [4], low: -2, high: 2 },
  p: { shape: [3, 4], low: 0.1, high: 2 },
  u: { shape: [3, 4], low: 0.05, high: 0.95 },
  m: { shape: [4, 5], low: -1, high: 1 },
  batch: { shape: [2, 3, 4], low: -1, high: 1 },
  batch2: { shape: [2, 4, 3], low: -1, high: 1 },
  square: { shape: [4, 4], low: -1, high: 1 },
  index: { shape: [5], low: 0, high: 3, integer: true },
  table: { shape: [3, 4], low: 0, high: 4, integer: true },
  labels: { shape: [3], low: 0, high: 4, integer: true },
  whole: { shape: [3, 4], low: -7, high: 8, integer: true },
  signal: { shape: [2, 4, 9], low: -1, high: 1 },
  image: { shape: [2, 4, 6, 7], low: -1, high: 1 },
  even: { shape: [2, 4, 6, 8], low: -1, high: 1 },
  volume: { shape: [1, 2, 4, 5, 3], low: -1, high: 1 },
  filter: { shape: [6, 4, 3, 3], low: -1, high: 1 },
  grouped: { shape: [4, 2, 3, 3], low: -1, high: 1 },
  transposed: { shape: [4, 3, 3, 2], low: -1, high: 1 },
  bias6: { shape: [6], low: -1, high: 1 },
  weight4: { shape: [4], low: 0.5, high: 1.5 },
  bias4: { shape: [4], low: -1, high: 1 },
  grid: { shape: [2, 3, 5, 2], low: -1.2, high: 1.2 },
  q: { shape: [2, 3, 5, 4], low: -1, high: 1 },
  k: { shape: [2, 3, 6, 4], low: -1, high: 1 },
  v: { shape: [2, 3, 6, 4], low: -1, high: 1 },
};

/** The same computation here and in Python, whose names are the inputs', `torch` and `F`. */
export type OperatorCase = [python: string, body: (inputs: Inputs) => Tensor | readonly Tensor[]];

const spd = (x: Tensor) => x.matmul(x.t()).add(ops.diag(arange(4, { dtype: 'float64' }).add(1)));

export const CASES: Record<string, readonly OperatorCase[]> = {
  pointwise: [
    ['a + b', ({ a, b }) => a.add(b)],
    ['torch.add(a, b, alpha=0.5)', ({ a, b }) => a.add(b, { alpha: 0.5 })],
    ['a + 1.5', ({ a }) => a.add(1.5)],
    ['torch.add(a, 2, alpha=3)', ({ a }) => a.add(2, { alpha: 3 })],
    ['a - c', ({ a, c }) => a.sub(c)],
    ['1 - a', ({ a }) => a.rsub(1)],
    ['a * b', ({ a, b }) => a.mul(b)],
    ['a / p', ({ a, p }) => a.div(p)],
    ['torch.div(a, p, rounding_mode="floor")', ({ a, p }) => a.div(p, { roundingMode: 'floor' })],
    ['a / 4', ({ a }) => a.div(4)],
    ['whole / 2', ({ whole }) => whole.div(2)],
    ['whole // 3', ({ whole }) => whole.floorDivide(3)],
    ['whole % 3', ({ whole }) => whole.remainder(3)],
    ['torch.fmod(whole, 3)', ({ whole }) => whole.fmod(3)],
    ['whole * 2', ({ whole }) => whole.mul(2)],
    ['whole * 2.5', ({ whole }) => whole.mul(2.5)],
    ['p ** 2.5', ({ p }) => p.pow(2.5)],
    ['p ** a', ({ p, a }) => p.pow(a)],
    ['2 ** a', ({ a }) => ops.pow(2, a)],
    [
      '[a.abs(), a.neg(), a.sign(), a.square(), a.exp(), a.expm1(), a.tanh(), a.sigmoid()]',
      ({ a }) => [a.abs(), a.neg(), a.sign(), a.square(), a.exp(), a.expm1(), a.tanh(), a.sigmoid()],
    ],
    [
      '[p.sqrt(), p.rsqrt(), p.reciprocal(), p.log(), p.log2(), p.log10(), p.log1p(), p.lgamma()]',
      ({ p }) => [p.sqrt(), p.rsqrt(), p.reciprocal(), p.log(), p.log2(), p.log10(), p.log1p(), p.lgamma()],
    ],
    [
      '[a.sin(), a.cos(), a.tan(), a.atan(), a.sinh(), a.cosh(), a.asinh(), a.erf(), a.erfc()]',
      ({ a }) => [a.sin(), a.cos(), a.tan(), a.atan(), a.sinh(), a.cosh(), a.asinh(), a.erf(), a.erfc()],
    ],
    [
      '[u.asin(), u.acos(), u.atanh(), u.erfinv(), u.logit()]',
      ({ u }) => [u.asin(), u.acos(), u.atanh(), u.erfinv(), u.logit()],
    ],
    [
      '[a.ceil(), a.floor(), a.round(), a.trunc(), a.frac()]',
      ({ a }) => [a.ceil(), a.floor(), a.round(), a.trunc(), a.frac()],
    ],
    [
      '[torch.atan2(a, b), torch.hypot(a, b), torch.maximum(a, b), torch.minimum(a, b)]',
      ({ a, b }) => [a.atan2(b), a.hypot(b), a.maximum(b), a.minimum(b)],
    ],
    [
      '[a.clamp(-0.5, 0.5), a.clamp(min=0.1), a.clamp(max=0.1), a.clamp(None, p)]',
      ({ a, p }) => [a.clamp(-0.5, 0.5), a.clamp(0.1), a.clamp(null, 0.1), a.clamp(null, p)],
    ],
    ['[a.lerp(b, 0.25), a.lerp(b, u)]', ({ a, b, u }) => [a.lerp(b, 0.25), a.lerp(b, u)]],
    [
      '[torch.addcmul(a, b, p, value=2), torch.addcdiv(a, b, p, value=2)]',
      ({ a, b, p }) => [a.addcmul(b, p, { value: 2 }), a.addcdiv(b, p, { value: 2 })],
    ],
    [
      '[a > b, a >= 0, a < b, a <= 0, whole == 2, whole != 2]',
      ({ a, b, whole }) => [a.gt(b), a.ge(0), a.lt(b), a.le(0), whole.eq(2), whole.ne(2)],
    ],
    [
      '[torch.where(a > 0, a, b), torch.where(a > 0, a, 0.5)]',
      ({ a, b }) => [ops.where(a.gt(0), a, b), ops.where(a.gt(0), a, 0.5)],
    ],
    [
      '[(a > 0) & (b > 0), (a > 0) | (b > 0), ~(a > 0)]',
      ({ a, b }) => [a.gt(0).logicalAnd(b.gt(0)), a.gt(0).logicalOr(b.gt(0)), a.gt(0).logicalNot()],
    ],
    ['(a / 0).nan_to_num(0, 9, -9)', ({ a }) => a.div(0).nanToNum(0, 9, -9)],
    [
      'torch.cross(batch[..., :3], batch[..., 1:], dim=2)',
      ({ batch }) => batch.slice(2, 0, 3).cross(batch.slice(2, 1), 2),
    ],
    ['torch.logaddexp(a, b)', ({ a, b }) => a.logaddexp(b)],
  ],
  'in place': [
    ['a.clone().add_(b).mul_(2).sub_(1).div_(3)', ({ a, b }) => a.clone().add_(b).mul_(2).sub_(1).div_(3)],
    ['a.clone().clamp_(-1, 1).exp_().sqrt_()', ({ a }) => a.clone().clamp_(-1, 1).exp_().sqrt_()],
    ['a.clone().fill_(2.5)', ({ a }) => a.clone().fill_(2.5)],
    ['a.clone().copy_(c)', ({ a, c }) => a.clone().copy_(c)],
    [
      'a.clone().addcmul_(b, p, value=0.5).lerp_(b, 0.1)',
      ({ a, b, p }) => a.clone().addcmul_(b, p, { value: 0.5 }).lerp_(b, 0.1),
    ],
    ['a.clone().masked_fill_(a > 0, -1)', ({ a }) => a.clone().maskedFill_(a.gt(0), -1)],
  ],
  reduction: [
    [
      '[a.sum(), a.sum(0), a.sum([0, 1]), a.sum(-1, True), whole.sum()]',
      ({ a, whole }) => [a.sum(), a.sum(0), a.sum([0, 1]), a.sum(-1, true), whole.sum()],
    ],
    [
      '[a.mean(), a.mean(1), a.mean([0], True), whole.mean(dtype=torch.float64)]',
      ({ a, whole }) => [a.mean(), a.mean(1), a.mean([0], true), whole.mean({ dtype: 'float64' })],
    ],
    ['[a.prod(), a.prod(1)]', ({ a }) => [a.prod(), a.prod(1)]],
    [
      '[a.max(), a.min(), *a.max(1), *a.min(0, True), torch.max(a, b)]',
      ({ a, b }) => [a.max(), a.min(), ...a.max(1), ...a.min(0, true), a.max(b)],
    ],
    [
      '[a.amax(1), a.amin([0, 1]), a.argmax(), a.argmax(1), a.argmin(0, True)]',
      ({ a }) => [a.amax(1), a.amin([0, 1]), a.argmax(), a.argmax(1), a.argmin(0, true)],
    ],
    [
      '[a.std(), a.std(1), a.std([0, 1], False), a.var(1, False), a.var(1, correction=2)]',
      ({ a }) => [a.std(), a.std(1), a.std([0, 1], false), a.var(1, false), a.var(1, { correction: 2 })],
    ],
    ['[*torch.std_mean(a, 1), *torch.var_mean(a, 0)]', ({ a }) => [...a.stdMean(1), ...a.varMean(0)]],
    [
      '[a.norm(), a.norm(1, 1), a.norm(2, [0, 1], True), a.norm(float("inf"), 0)]',
      ({ a }) => [a.norm(), a.norm(1, 1), a.norm(2, [0, 1], true), a.norm(Infinity, 0)],
    ],
    [
      '[a.logsumexp(1), a.cumsum(1), a.cumprod(0), *a.cummax(1)]',
      ({ a }) => [a.logsumexp(1), a.cumsum(1), a.cumprod(0), ...a.cummax(1)],
    ],
    [
      '[(a > 0).any(), (a > 0).all(1), a.count_nonzero()]',
      ({ a }) => [a.gt(0).any(), a.gt(0).all(1), a.countNonzero()],
    ],
    [
      '[a.median(), *a.median(1), a.quantile(0.3), a.quantile(0.3, 1)]',
      ({ a }) => [a.median(), ...a.median(1), a.quantile(0.3), a.quantile(0.3, 1)],
    ],
    [
      '[index.bincount(), torch.diff(a, 1, 1), torch.cdist(a, b)]',
      ({ a, b, index }) => [index.bincount(), a.diff(1, 1), ops.cdist(a, b)],
    ],
  ],
  'linear algebra': [
    [
      '[a @ m, torch.mm(a, m), batch @ batch2, torch.bmm(batch, batch2), a @ c]',
      ({ a, m, batch, batch2, c }) => [
        a.matmul(m),
        a.mm(m),
        batch.matmul(batch2),
        batch.bmm(batch2),
        a.mv(c),
      ],
    ],
    ['[c.dot(c), torch.outer(c, c), torch.kron(c, c)]', ({ c }) => [c.dot(c), c.outer(c), c.kron(c)]],
    [
      'torch.einsum("bij,bjk->bik", batch, batch2)',
      ({ batch, batch2 }) => ops.einsum('bij,bjk->bik', [batch, batch2]),
    ],
    [
      'torch.addmm(square[:3, :], a, square, beta=0.5, alpha=2)',
      ({ a, square }) => square.slice(0, 0, 3).addmm(a, square, { beta: 0.5, alpha: 2 }),
    ],
    [
      '[torch.linalg.inv(square), torch.linalg.det(square), torch.linalg.solve(square, a.t())]',
      ({ square, a }) => [square.linalgInv(), square.linalgDet(), square.linalgSolve(a.t())],
    ],
    [
      '[torch.linalg.svdvals(a), torch.linalg.pinv(a), (lambda s: s[0] @ torch.diag(s[1]) @ s[2])(torch.linalg.svd(a, False))]',
      ({ a }) => {
        const [u, s, vh] = a.linalgSvd(false);
        return [a.linalgSvdvals(), a.linalgPinv(), u.matmul(ops.diag(s)).matmul(vh)];
      },
    ],
    [
      '(lambda r: r[0] @ r[1])(torch.linalg.qr(a))',
      ({ a }) => {
        const [q, r] = a.linalgQr();
        return q.matmul(r);
      },
    ],
    [
      '[torch.linalg.eigvalsh(spd(square)), torch.linalg.cholesky(spd(square)), *[x.abs() for x in torch.linalg.eigh(spd(square))]]',
      ({ square }) => {
        const matrix = spd(square);
        return [matrix.linalgEigvalsh(), matrix.linalgCholesky(), ...matrix.linalgEigh().map((x) => x.abs())];
      },
    ],
    [
      '[torch.linalg.vector_norm(a, 3, 1), torch.linalg.matrix_norm(a), torch.linalg.matrix_power(square, 3), torch.linalg.lstsq(a.t(), c)[0] if False else torch.matrix_exp(square)]',
      ({ a, square }) => [
        a.linalgVectorNorm(3, 1),
        a.linalgMatrixNorm(),
        square.linalgMatrixPower(3),
        square.matrixExp(),
      ],
    ],
    [
      'torch.tensordot(batch, batch2, [[1, 2], [2, 1]])',
      ({ batch, batch2 }) => batch.tensordot(batch2, [1, 2], [2, 1]),
    ],
    [
      '[torch.fft.rfft(a).abs(), torch.fft.irfft(torch.fft.rfft(a), 4)]',
      ({ a }) => [a.fftRfft().abs(), a.fftRfft().fftIrfft(4)],
    ],
  ],
  shape: [
    [
      '[a.reshape(2, 6), a.reshape(-1), a.t(), batch.permute(2, 0, 1), batch.transpose(1, 2), a.view(4, 3)]',
      ({ a, batch }) => [
        a.reshape([2, 6]),
        a.reshape([-1]),
        a.t(),
        batch.permute([2, 0, 1]),
        batch.transpose(1, 2),
        a.view([4, 3]),
      ],
    ],
    [
      '[a.unsqueeze(1), a.unsqueeze(1).squeeze(1), a.unsqueeze(1).squeeze(), c.expand(2, 4), c.unsqueeze(0).expand(2, -1), batch.flatten(1), c.unflatten(0, (2, 2))]',
      ({ a, c, batch }) => [
        a.unsqueeze(1),
        a.unsqueeze(1).squeeze(1),
        a.unsqueeze(1).squeeze(),
        c.expand([2, 4]),
        c.unsqueeze(0).expand([2, -1]),
        batch.flatten(1),
        c.unflatten(0, [2, 2]),
      ],
    ],
    [
      '[torch.cat([a, b], 1), torch.stack([a, b]), *a.split(2, 1), *a.chunk(2, 1), *a.unbind(0), *torch.meshgrid(c, c, indexing="ij")]',
      ({ a, b, c }) => [
        ops.cat([a, b], 1),
        ops.stack([a, b]),
        ...a.split(2, 1),
        ...a.chunk(2, 1),
        ...a.unbind(0),
        ...ops.meshgrid([c, c], { indexing: 'ij' }),
      ],
    ],
    [
      '[a[1], a[:, 1:3], a[:, ::2], a[-1:], a.narrow(1, 1, 2)]',
      ({ a }) => [
        a.select(0, 1),
        a.slice(1, 1, 3),
        a.slice(1, 0, undefined, 2),
        a.slice(0, -1),
        a.narrow(1, 1, 2),
      ],
    ],
    [
      '[a.repeat(2, 1), a.repeat_interleave(2, 0), a.tile([2]), a.flip([0, 1]), a.roll([1], [1])]',
      ({ a }) => [a.repeat([2, 1]), a.repeatInterleave(2, 0), a.tile([2]), a.flip([0, 1]), a.roll([1], [1])],
    ],
    [
      '[a.tril(), a.triu(1), torch.diag(c), a.diagonal(), torch.diag_embed(a)]',
      ({ a, c }) => [a.tril(), a.triu(1), ops.diag(c), a.diagonal(), a.diagEmbed()],
    ],
    [
      '[F.pad(a, (1, 2)), F.pad(image, (1, 1, 2, 0), mode="reflect"), F.pad(image, (1, 1, 2, 0), mode="replicate"), F.pad(a, (0, 1), value=3.)]',
      ({ a, image }) => [
        a.pad([1, 2]),
        image.pad([1, 1, 2, 0], 'reflect'),
        image.pad([1, 1, 2, 0], 'replicate'),
        a.pad([0, 1], 'constant', 3),
      ],
    ],
    [
      '[F.pixel_unshuffle(even, 2), F.pixel_shuffle(image, 2), F.channel_shuffle(image, 2), F.unfold(image, 3), c.unfold(0, 2, 1)]',
      ({ even, image, c }) => [
        even.pixelUnshuffle(2),
        image.pixelShuffle(2),
        image.channelShuffle(2),
        image.im2col(3, 1, 0, 1),
        c.unfold(0, 2, 1),
      ],
    ],
  ],
  indexing: [
    [
      '[a.index_select(0, index), a.gather(0, table.clamp(max=2)), a[index], a[index, table[0, 1]]]',
      ({ a, index, table }) => [
        a.indexSelect(0, index),
        a.gather(0, table.clamp(null, 2)),
        a.index([index]),
        a.index([index, table.select(0, 0).select(0, 1)]),
      ],
    ],
    [
      'a.clone().index_put_((index,), torch.ones(5, 4, dtype=torch.float64), accumulate=True)',
      ({ a, index }) => a.clone().indexPut_([index], a.newOnes([5, 4]), true),
    ],
    [
      'a.clone().index_add_(0, index, a.index_select(0, index), alpha=2)',
      ({ a, index }) => a.clone().indexAdd_(0, index, a.indexSelect(0, index), { alpha: 2 }),
    ],
    [
      '[torch.zeros(4, 4, dtype=torch.float64).scatter_add(0, table, a), torch.zeros(4, 4, dtype=torch.float64).scatter(0, table[:1], 3.), torch.zeros(4, 4, dtype=torch.float64).scatter_reduce(0, table, a, "amax")]',
      ({ a, table }) => [
        a.newZeros([4, 4]).scatterAdd(0, table, a),
        a.newZeros([4, 4]).scatter(0, table.slice(0, 0, 1), 3),
        a.newZeros([4, 4]).scatterReduce(0, table, a, 'amax'),
      ],
    ],
    [
      '[a.masked_fill(a > 0, 7.), a.masked_select(a > 0), a.take(index), (a > 0).nonzero()]',
      ({ a, index }) => [a.maskedFill(a.gt(0), 7), a.maskedSelect(a.gt(0)), a.take(index), a.gt(0).nonzero()],
    ],
    [
      '[*a.sort(1), *a.sort(0, True), a.argsort(1), *a.topk(2, 1), torch.searchsorted(c.sort()[0], a)]',
      ({ a, c }) => [
        ...a.sort(1),
        ...a.sort(0, true),
        a.argsort(1),
        ...a.topk(2, 1),
        ops.searchsorted(c.sort()[0], a),
      ],
    ],
    [
      '[*torch.unique(index, return_inverse=True, return_counts=True), F.one_hot(index, 4), F.embedding(index, a), torch.bucketize(a, c.sort()[0])]',
      ({ a, c, index }) => [
        ...index.unique2(true, true, true),
        index.oneHot(4),
        ops.embedding(a, index),
        a.bucketize(c.sort()[0]),
      ],
    ],
  ],
  network: [
    [
      '[F.linear(a, m.t(), None), F.linear(a, square, c)]',
      ({ a, m, square, c }) => [ops.linear(a, m.t()), ops.linear(a, square, c)],
    ],
    [
      '[F.conv2d(image, filter, bias6), F.conv2d(image, filter, bias6, 2, 1), F.conv2d(image, filter, None, 1, 2, 2), F.conv2d(image, grouped, None, 1, 1, 1, 2), F.conv2d(image, filter, padding="same")]',
      ({ image, filter, bias6, grouped }) => [
        ops.conv2d(image, filter, bias6),
        ops.conv2d(image, filter, bias6, 2, 1),
        ops.conv2d(image, filter, null, 1, 2, 2),
        ops.conv2d(image, grouped, null, 1, 1, 1, 2),
        ops.conv2d(image, filter, null, 1, 'same'),
      ],
    ],
    [
      '[F.conv1d(signal, filter[:, :, 0], bias6, 2, 1), F.conv_transpose2d(image, transposed, None, 2, 1, 1)]',
      ({ signal, filter, bias6, image, transposed }) => [
        ops.conv1d(signal, filter.select(2, 0), bias6, 2, 1),
        ops.convTranspose2d(image, transposed, null, 2, 1, 1),
      ],
    ],
    [
      '[F.batch_norm(image, weight4, weight4, weight4, bias4, False), F.batch_norm(image, None, None, weight4, bias4, True)]',
      ({ image, weight4, bias4 }) => [
        ops.batchNorm(image, weight4, bias4, weight4, weight4, false, 0.1, 1e-5, false),
        ops.batchNorm(image, weight4, bias4, null, null, true, 0.1, 1e-5, false),
      ],
    ],
    [
      '[F.group_norm(image, 2, weight4, bias4), F.layer_norm(a, [4], weight4, bias4), F.instance_norm(image)]',
      ({ image, weight4, bias4, a }) => [
        ops.groupNorm(image, 2, weight4, bias4),
        ops.layerNorm(a, [4], weight4, bias4),
        ops.instanceNorm(image, null, null, null, null, true, 0.1, 1e-5, false),
      ],
    ],
    [
      '[F.relu(a), F.leaky_relu(a, 0.2), F.elu(a), F.gelu(a), F.gelu(a, approximate="tanh"), F.silu(a), F.softplus(a), F.hardswish(a), F.mish(a), F.relu6(a), F.prelu(a, c[:1]), F.logsigmoid(a), F.hardtanh(a), F.glu(a, 1)]',
      ({ a, c }) => [
        a.relu(),
        a.leakyRelu(0.2),
        a.elu(),
        a.gelu(),
        a.gelu({ approximate: 'tanh' }),
        a.silu(),
        a.softplus(),
        a.hardswish(),
        a.mish(),
        a.relu6(),
        a.prelu(c.slice(0, 0, 1)),
        a.logSigmoid(),
        a.hardtanh(),
        a.glu(1),
      ],
    ],
    [
      '[a.softmax(-1), a.log_softmax(0), F.normalize(a, dim=1)]',
      ({ a }) => [a.softmax(-1), a.logSoftmax(0), a.div(a.norm(2, 1, true).clampMin(1e-12))],
    ],
    [
      '[F.max_pool2d(image, 2), *F.max_pool2d(image, 3, 2, 1, return_indices=True), F.avg_pool2d(image, 2, 2, 1), F.avg_pool2d(image, 2, ceil_mode=True, count_include_pad=False), F.adaptive_avg_pool2d(image, (2, 3)), F.adaptive_max_pool2d(image, 2), F.max_pool1d(signal, 3), F.avg_pool1d(signal, 3)]',
      ({ image, signal }) => [
        image.maxPool2d(2),
        ...image.maxPool2dWithIndices(3, 2, 1),
        image.avgPool2d(2, 2, 1),
        image.avgPool2d(2, [], 0, true, false),
        image.adaptiveAvgPool2d([2, 3]),
        image.adaptiveMaxPool2d(2)[0],
        signal.maxPool1d(3),
        signal.avgPool1d(3),
      ],
    ],
    [
      '[F.interpolate(image, scale_factor=2), F.interpolate(image, size=(9, 5), mode="bilinear"), F.interpolate(image, size=(9, 5), mode="bilinear", align_corners=True), F.interpolate(image, scale_factor=1.5, mode="bicubic"), F.interpolate(signal, size=5, mode="linear"), F.interpolate(volume, scale_factor=2, mode="trilinear"), F.interpolate(image, size=(9, 5), mode="nearest-exact")]',
      ({ image, signal, volume }) => [
        ops.interpolate(image, { scaleFactor: 2 }),
        ops.interpolate(image, { size: [9, 5], mode: 'bilinear' }),
        ops.interpolate(image, { size: [9, 5], mode: 'bilinear', alignCorners: true }),
        ops.interpolate(image, { scaleFactor: 1.5, mode: 'bicubic' }),
        ops.interpolate(signal, { size: 5, mode: 'linear' }),
        ops.interpolate(volume, { scaleFactor: 2, mode: 'trilinear' }),
        ops.interpolate(image, { size: [9, 5], mode: 'nearest-exact' }),
      ],
    ],
    [
      '[F.grid_sample(image, grid, align_corners=False), F.grid_sample(image, grid, mode="nearest", padding_mode="border", align_corners=True), F.grid_sample(image, grid, mode="bicubic", padding_mode="reflection", align_corners=False)]',
      ({ image, grid }) => [
        ops.gridSample(image, grid),
        ops.gridSample(image, grid, { mode: 'nearest', paddingMode: 'border', alignCorners: true }),
        ops.gridSample(image, grid, { mode: 'bicubic', paddingMode: 'reflection' }),
      ],
    ],
    [
      '[(q @ k.transpose(-2, -1) / 2).softmax(-1) @ v, ((q @ k.transpose(-2, -1) / 2).masked_fill(torch.arange(6) > 3, float("-inf"))).softmax(-1) @ v]',
      ({ q, k, v }) => [
        ops.attention(q, k, v),
        ops.attention(q, k, v, { mask: arange(6).le(3).expand([5, 6]) }),
      ],
    ],
    ['a / (a.square().mean(-1, True) + 1e-6).sqrt() * c', ({ a, c }) => ops.rmsNormalise(a, c)],
    ['F.cosine_similarity(a, b, 1)', ({ a, b }) => a.cosineSimilarity(b, 1)],
  ],
  loss: [
    [
      '[F.mse_loss(a, b), F.mse_loss(a, b, reduction="none"), F.l1_loss(a, b, reduction="sum"), F.smooth_l1_loss(a, b, beta=0.5), F.huber_loss(a, b, delta=0.7)]',
      ({ a, b }) => [
        a.mseLoss(b),
        a.mseLoss(b, 'none'),
        a.l1Loss(b, 'sum'),
        a.smoothL1Loss(b, 'mean', 0.5),
        a.huberLoss(b, 'mean', 0.7),
      ],
    ],
    [
      '[F.cross_entropy(a, labels), F.cross_entropy(a, labels, weight4, label_smoothing=0.1), F.nll_loss(a.log_softmax(1), labels), F.kl_div(a.log_softmax(1), b.softmax(1), reduction="sum")]',
      ({ a, b, labels, weight4 }) => [
        a.crossEntropyLoss(labels),
        a.crossEntropyLoss(labels, weight4, 'mean', -100, 0.1),
        a.logSoftmax(1).nllLoss(labels),
        a.logSoftmax(1).klDiv(b.softmax(1), 'sum'),
      ],
    ],
    [
      '[F.binary_cross_entropy(u, (a > 0).double()), F.binary_cross_entropy_with_logits(a, u)]',
      ({ u, a }) => [
        u.binaryCrossEntropy(a.gt(0).to({ dtype: 'float64' })),
        a.binaryCrossEntropyWithLogits(u),
      ],
    ],
  ],
  foreach: [
    [
      '[*torch._foreach_add([a, b], [b, a], alpha=2), *torch._foreach_mul([a, b], 2), *torch._foreach_sqrt([p, u])]',
      ({ a, b, p, u }) => [
        ...ops.foreachAdd([a, b], [b, a], { alpha: 2 }),
        ...ops.foreachMul([a, b], 2),
        ...ops.foreachSqrt([p, u]),
      ],
    ],
    [
      '[*torch._foreach_addcmul([a, b], [b, a], [p, u], 0.5), *torch._foreach_addcdiv([a, b], [b, a], [p, p], 0.5), *torch._foreach_norm([a, b])]',
      ({ a, b, p, u }) => [
        ...ops.foreachAddcmul([a, b], [b, a], [p, u], 0.5),
        ...ops.foreachAddcdiv([a, b], [b, a], [p, p], 0.5),
        ...ops.foreachNorm([a, b]),
      ],
    ],
  ],
};
