import { cat, nn, ops, type Tensor } from '@handbooster/torch';

/** Convolution without offset, batch normalisation, ReLU: names and numbers as torchvision's. */
export class BasicConv2d extends nn.Module {
  readonly conv: nn.Conv2d;
  readonly bn: nn.BatchNorm2d;

  constructor(
    from: number,
    to: number,
    kernel: number | [number, number],
    options: { stride?: number; padding?: number | [number, number] } = {},
  ) {
    super();
    this.conv = new nn.Conv2d(from, to, kernel, { ...options, bias: false });
    this.bn = new nn.BatchNorm2d(to, { eps: 0.001 });
  }

  forward(x: Tensor): Tensor {
    return this.bn.forward(this.conv.forward(x)).relu_();
  }
}

/** Mean over 3 x 3 that leaves the border's padding out, as the network of the FID has it. */
const averagePool = (x: Tensor) => ops.avgPool2d(x, 3, 1, 1, false, false);
const halvingPool = (x: Tensor) => ops.maxPool2d(x, 3, 2);

/** A row of convolutions one after the other. */
const chain = (x: Tensor, ...layers: BasicConv2d[]) => layers.reduce((y, layer) => layer.forward(y), x);

/** 35 x 35: `Mixed_5b` to `Mixed_5d`. */
export class InceptionA extends nn.Module {
  readonly branch1x1: BasicConv2d;
  readonly branch5x5_1: BasicConv2d;
  readonly branch5x5_2 = new BasicConv2d(48, 64, 5, { padding: 2 });
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2 = new BasicConv2d(64, 96, 3, { padding: 1 });
  readonly branch3x3dbl_3 = new BasicConv2d(96, 96, 3, { padding: 1 });
  readonly branch_pool: BasicConv2d;

  constructor(from: number, pooled: number) {
    super();
    this.branch1x1 = new BasicConv2d(from, 64, 1);
    this.branch5x5_1 = new BasicConv2d(from, 48, 1);
    this.branch3x3dbl_1 = new BasicConv2d(from, 64, 1);
    this.branch_pool = new BasicConv2d(from, pooled, 1);
  }

  forward(x: Tensor): Tensor {
    const parts = [
      this.branch1x1.forward(x),
      chain(x, this.branch5x5_1, this.branch5x5_2),
      chain(x, this.branch3x3dbl_1, this.branch3x3dbl_2, this.branch3x3dbl_3),
      this.branch_pool.forward(averagePool(x)),
    ];
    return cat(parts, 1);
  }
}

/** 35 x 35 to 17 x 17: `Mixed_6a`. */
export class InceptionB extends nn.Module {
  readonly branch3x3: BasicConv2d;
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2 = new BasicConv2d(64, 96, 3, { padding: 1 });
  readonly branch3x3dbl_3 = new BasicConv2d(96, 96, 3, { stride: 2 });

  constructor(from: number) {
    super();
    this.branch3x3 = new BasicConv2d(from, 384, 3, { stride: 2 });
    this.branch3x3dbl_1 = new BasicConv2d(from, 64, 1);
  }

  forward(x: Tensor): Tensor {
    const double = chain(x, this.branch3x3dbl_1, this.branch3x3dbl_2, this.branch3x3dbl_3);
    return cat([this.branch3x3.forward(x), double, halvingPool(x)], 1);
  }
}

const ROW = { padding: [0, 3] as [number, number] };
const COLUMN = { padding: [3, 0] as [number, number] };

/** 17 x 17: `Mixed_6b` to `Mixed_6e`. */
export class InceptionC extends nn.Module {
  readonly branch1x1: BasicConv2d;
  readonly branch7x7_1: BasicConv2d;
  readonly branch7x7_2: BasicConv2d;
  readonly branch7x7_3: BasicConv2d;
  readonly branch7x7dbl_1: BasicConv2d;
  readonly branch7x7dbl_2: BasicConv2d;
  readonly branch7x7dbl_3: BasicConv2d;
  readonly branch7x7dbl_4: BasicConv2d;
  readonly branch7x7dbl_5: BasicConv2d;
  readonly branch_pool: BasicConv2d;

  constructor(from: number, width: number) {
    super();
    this.branch1x1 = new BasicConv2d(from, 192, 1);
    this.branch7x7_1 = new BasicConv2d(from, width, 1);
    this.branch7x7_2 = new BasicConv2d(width, width, [1, 7], ROW);
    this.branch7x7_3 = new BasicConv2d(width, 192, [7, 1], COLUMN);
    this.branch7x7dbl_1 = new BasicConv2d(from, width, 1);
    this.branch7x7dbl_2 = new BasicConv2d(width, width, [7, 1], COLUMN);
    this.branch7x7dbl_3 = new BasicConv2d(width, width, [1, 7], ROW);
    this.branch7x7dbl_4 = new BasicConv2d(width, width, [7, 1], COLUMN);
    this.branch7x7dbl_5 = new BasicConv2d(width, 192, [1, 7], ROW);
    this.branch_pool = new BasicConv2d(from, 192, 1);
  }

  forward(x: Tensor): Tensor {
    const double = [this.branch7x7dbl_1, this.branch7x7dbl_2, this.branch7x7dbl_3, this.branch7x7dbl_4];
    const parts = [
      this.branch1x1.forward(x),
      chain(x, this.branch7x7_1, this.branch7x7_2, this.branch7x7_3),
      chain(x, ...double, this.branch7x7dbl_5),
      this.branch_pool.forward(averagePool(x)),
    ];
    return cat(parts, 1);
  }
}

/** 17 x 17 to 8 x 8: `Mixed_7a`. */
export class InceptionD extends nn.Module {
  readonly branch3x3_1: BasicConv2d;
  readonly branch3x3_2 = new BasicConv2d(192, 320, 3, { stride: 2 });
  readonly branch7x7x3_1: BasicConv2d;
  readonly branch7x7x3_2 = new BasicConv2d(192, 192, [1, 7], ROW);
  readonly branch7x7x3_3 = new BasicConv2d(192, 192, [7, 1], COLUMN);
  readonly branch7x7x3_4 = new BasicConv2d(192, 192, 3, { stride: 2 });

  constructor(from: number) {
    super();
    this.branch3x3_1 = new BasicConv2d(from, 192, 1);
    this.branch7x7x3_1 = new BasicConv2d(from, 192, 1);
  }

  forward(x: Tensor): Tensor {
    const wide = [this.branch7x7x3_1, this.branch7x7x3_2, this.branch7x7x3_3, this.branch7x7x3_4];
    return cat([chain(x, this.branch3x3_1, this.branch3x3_2), chain(x, ...wide), halvingPool(x)], 1);
  }
}

/** 8 x 8: `Mixed_7b`, and `Mixed_7c`, whose pooling takes the largest in the FID's network. */
export class InceptionE extends nn.Module {
  readonly branch1x1: BasicConv2d;
  readonly branch3x3_1: BasicConv2d;
  readonly branch3x3_2a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
  readonly branch3x3_2b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
  readonly branch3x3dbl_1: BasicConv2d;
  readonly branch3x3dbl_2 = new BasicConv2d(448, 384, 3, { padding: 1 });
  readonly branch3x3dbl_3a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
  readonly branch3x3dbl_3b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
  readonly branch_pool: BasicConv2d;

  constructor(
    from: number,
    readonly pooling: 'mean' | 'largest',
  ) {
    super();
    this.branch1x1 = new BasicConv2d(from, 320, 1);
    this.branch3x3_1 = new BasicConv2d(from, 384, 1);
    this.branch3x3dbl_1 = new BasicConv2d(from, 448, 1);
    this.branch_pool = new BasicConv2d(from, 192, 1);
  }

  forward(x: Tensor): Tensor {
    const single = this.branch3x3_1.forward(x);
    const double = chain(x, this.branch3x3dbl_1, this.branch3x3dbl_2);
    const pooled = this.pooling === 'mean' ? averagePool(x) : ops.maxPool2d(x, 3, 1, 1);
    const parts = [
      this.branch1x1.forward(x),
      this.branch3x3_2a.forward(single),
      this.branch3x3_2b.forward(single),
      this.branch3x3dbl_3a.forward(double),
      this.branch3x3dbl_3b.forward(double),
      this.branch_pool.forward(pooled),
    ];
    return cat(parts, 1);
  }
}
