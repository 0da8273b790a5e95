"""The published reconstruction networks' operations in Python's torch: what reconstruction.bench.ts is compared with.

Written from descriptions of the architectures: the same layers in the same order, mesh values batch first, neighbours
gathered in one index, normalisations unfolded. Weights are random; a mesh of MANO's size has random spirals, which cost
what true ones do. `answer(word, ...)` is asked line by line (see python-torch.ts).
"""

import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(a, b, k, s=1, g=1, norm=True, act=True):
    parts = [nn.Conv2d(a, b, k, s, k // 2, groups=g, bias=False)]
    parts += [nn.BatchNorm2d(b)] if norm else []
    parts += [nn.ReLU(inplace=True)] if act else []
    return nn.Sequential(*parts)


class Mobile(nn.Module):
    def __init__(self, a, b, n=1):
        super().__init__()
        self.deep = nn.Sequential(*[conv(a, a, 3, g=a) for _ in range(n)])
        self.flat = conv(a, b, 1)
        self.same = a == b

    def forward(self, x):
        y = self.flat(self.deep(x))
        return y + x if self.same else y


class Senet(nn.Module):
    def __init__(self, c):
        super().__init__()
        m = min(c // 2, 256)
        self.a, self.na = nn.Linear(c, m, bias=False), nn.BatchNorm1d(m)
        self.b, self.nb = nn.Linear(m, c, bias=False), nn.BatchNorm1d(c)

    def forward(self, x):
        n, c = x.shape[:2]
        y = F.adaptive_avg_pool2d(x, 1).view(n, c)
        y = F.hardtanh(self.na(self.a(y)), 0.0, 4.0)
        return x * torch.sigmoid(self.nb(self.b(y))).view(n, c, 1, 1)


class Dense(nn.Module):
    def __init__(self, c, parts):
        super().__init__()
        self.units = nn.ModuleList([Mobile(c + i * c // parts, c // parts) for i in range(parts)])

    def forward(self, x):
        seen = [x]
        for unit in self.units:
            seen.append(unit(torch.cat(seen, 1)))
        return torch.cat(seen, 1)


class DenseSame(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = Mobile(c, 3 * c // 4), Mobile(7 * c // 4, c // 4)

    def forward(self, x):
        a = self.a(x)
        return torch.cat([a, self.b(torch.cat([x, a], 1))], 1)


class Encoder(nn.Module):
    def __init__(self, deep):
        super().__init__()
        self.dense = nn.ModuleList([Dense(128, 2), Dense(256, 4), Dense(512, 4)])
        self.gates = nn.ModuleList([Senet(256), Senet(512), Senet(1024) if deep else nn.Identity()])
        self.tail = nn.Sequential(DenseSame(1024), DenseSame(1024)) if deep else nn.Identity()

    def forward(self, x):
        maps = []
        for dense, gate in zip(self.dense, self.gates):
            x = F.avg_pool2d(gate(dense(x)), 2, 2)
            maps.append(x)
        return maps[0], maps[1], self.tail(x)


class Stack(nn.Module):
    def __init__(self, deep):
        super().__init__()
        self.encoder = Encoder(deep)
        self.t1 = nn.Sequential(Mobile(1024, 512), Mobile(512, 512, 2), Senet(512))
        self.t2 = nn.Sequential(Mobile(512, 256), Mobile(256, 256, 2), Senet(256))
        self.t3 = nn.Sequential(Mobile(256, 256), Mobile(256, 24, 2), Senet(24))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, x):
        d1, d2, d4 = self.encoder(x)
        u2 = self.up(self.t2(d2 + self.up(self.t1(d4))))
        return self.t3(d1 + u2), d4


class Spiral(nn.Module):
    def __init__(self, a, b, count):
        super().__init__()
        self.layer = nn.Linear(9 * a, b)
        self.register_buffer("index", torch.randint(0, count, (count, 9)))

    def forward(self, x):
        n, count, _ = x.shape
        near = torch.index_select(x, 1, self.index.reshape(-1)).view(n, count, -1)
        return self.layer(near)


class Lift(nn.Module):
    def __init__(self, coarse, fine, a, b):
        super().__init__()
        self.conv = Spiral(a, b, fine)
        self.register_buffer("columns", torch.randint(0, coarse, (fine * 3,)))
        self.register_buffer("weights", torch.rand(fine * 3, 1))

    def forward(self, x):
        n, _, c = x.shape
        x = (torch.index_select(x, 1, self.columns) * self.weights).view(n, -1, 3, c).sum(2)
        return F.relu(self.conv(x))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.upsample = nn.Parameter(torch.full((49, 21), 0.01))
        self.flat = conv(256, 256, 1, norm=False, act=False)
        sizes, widths = [49, 98, 195, 389, 778], [256, 256, 128, 64, 32]
        self.lifts = nn.ModuleList([Lift(sizes[i], sizes[i + 1], widths[i], widths[i + 1]) for i in range(4)])
        self.head = Spiral(32, 3, 778)

    def forward(self, uv, latent):
        grid = ((uv - 0.5) * 2).clamp(-1, 1).unsqueeze(2)
        x = F.grid_sample(self.flat(latent), grid, align_corners=True).squeeze(3).permute(0, 2, 1)
        x = torch.bmm(self.upsample.unsqueeze(0).expand(len(x), -1, -1), x)
        for lift in self.lifts:
            x = lift(x)
        return self.head(x)


class MobRecon(nn.Module):
    size = 128

    def __init__(self, turned=False):
        super().__init__()
        self.pre = nn.Sequential(conv(3, 64, 3, s=2), Mobile(64, 128), nn.PixelUnshuffle(2), conv(512, 128, 1))
        self.one, self.remap = Stack(False), conv(24, 24, 1)
        self.thrink, self.two = conv(152, 128, 1), Stack(True)
        self.mid, self.reduce = conv(1024, 256, 1, norm=False, act=False), conv(24, 21, 1, norm=False, act=False)
        self.uv = nn.ModuleList([nn.Linear(a, b, bias=False) for a, b in [(256, 128), (128, 64), (64, 2)]])
        self.decoder = Decoder()
        self.register_buffer("regressor", torch.rand(21, 778) / 778)
        self.three = Encoder(True) if turned else None
        if turned:
            self.turn1 = nn.Sequential(nn.Conv1d(1024, 512, 1), nn.ReLU(), nn.Conv1d(512, 256, 1), nn.ReLU())
            widths = [4096, 2048, 1024, 1024, 512, 256, 6]
            maps = [m for a, b in zip(widths, widths[1:]) for m in (nn.Linear(a, b), nn.ReLU())]
            self.turn2 = nn.Sequential(*maps[:-1])

    def forward(self, image):
        first = self.pre(image)
        one = F.interpolate(self.one(first)[0], scale_factor=2, mode="bilinear", align_corners=True)
        features = self.thrink(torch.cat([self.remap(one), first], 1))
        maps, deepest = self.two(features)
        x = self.reduce(maps).flatten(2)
        x = F.hardtanh(self.uv[0](x), 0.0, 4.0)
        x = F.hardtanh(self.uv[1](x), 0.0, 4.0)
        uv = self.uv[2](x)
        vertices = self.decoder(uv, self.mid(deepest))
        joints = torch.matmul(self.regressor, vertices)
        if self.three is None:
            return vertices, joints, uv
        own = self.three(features.detach())[2]
        six = self.turn2(self.turn1((deepest.detach() + own).flatten(2)).flatten(1))
        rotation = rows(six)
        wrist = joints[:, :1]
        turn = lambda p: torch.matmul(p.detach() - wrist.detach(), rotation.transpose(1, 2)) + wrist
        return turn(vertices), turn(joints), uv, vertices, joints


def rows(x):
    a = F.normalize(x[:, :3], dim=-1)
    b = F.normalize(x[:, 3:] - (a * x[:, 3:]).sum(-1, keepdim=True) * a, dim=-1)
    return torch.stack([a, b, torch.cross(a, b, dim=-1)], 1)


class Bottleneck(nn.Module):
    def __init__(self, a, w, s):
        super().__init__()
        b = 4 * w
        self.c1, self.n1 = nn.Conv2d(a, w, 1, bias=False), nn.BatchNorm2d(w)
        self.c2, self.n2 = nn.Conv2d(w, w, 3, s, 1, bias=False), nn.BatchNorm2d(w)
        self.c3, self.n3 = nn.Conv2d(w, b, 1, bias=False), nn.BatchNorm2d(b)
        same = a == b and s == 1
        self.down = None if same else nn.Sequential(nn.Conv2d(a, b, 1, s, bias=False), nn.BatchNorm2d(b))

    def forward(self, x):
        y = F.leaky_relu(self.n1(self.c1(x)), inplace=True)
        y = F.leaky_relu(self.n2(self.c2(y)), inplace=True)
        return F.leaky_relu(self.n3(self.c3(y)) + (x if self.down is None else self.down(x)), inplace=True)


class Pre(nn.Module):
    def __init__(self):
        super().__init__()
        self.n = nn.ModuleList([nn.BatchNorm2d(256), nn.BatchNorm2d(128), nn.BatchNorm2d(128)])
        self.c = nn.ModuleList([nn.Conv2d(256, 128, 1), nn.Conv2d(128, 128, 3, 1, 1), nn.Conv2d(128, 256, 1)])

    def forward(self, x):
        y = x
        for norm, layer in zip(self.n, self.c):
            y = layer(F.leaky_relu(norm(y)))
        return y + x


class Block(nn.Module):
    def __init__(self, inject):
        super().__init__()
        self.inject = inject
        self.qkv = nn.ModuleList([nn.Conv2d(256, 256, 1) for _ in range(5 if inject else 3)])
        self.eq, self.ek = (nn.Parameter(torch.randn(1, 256, 32, 32)) for _ in range(2))
        self.norm, self.a, self.b = nn.LayerNorm(256), nn.Linear(256, 1024), nn.Linear(1024, 256)

    def forward(self, query, key):
        n = len(query)
        heads = lambda x: x.flatten(2).view(n, 4, 64, 1024).transpose(2, 3)
        q, k = heads(self.qkv[0](query + self.eq)), heads(self.qkv[1](key + self.ek))
        v = heads(self.qkv[2](key))
        weights = torch.softmax(torch.matmul(q, k.transpose(2, 3)) / 8, -1)
        if self.inject:
            q2, k2 = heads(self.qkv[3](query + self.eq)), heads(self.qkv[4](key + self.ek))
            gate = torch.sigmoid((torch.matmul(q2, k2.transpose(2, 3)) / 8).sum(-1, keepdim=True))
            weights = weights * gate
        x = torch.matmul(weights, v).transpose(1, 2).reshape(n, 1024, 256)
        if not self.inject:
            x = x + query.flatten(2).transpose(1, 2)
        x = x + self.b(F.gelu(self.a(self.norm(x))))
        return x.transpose(1, 2).reshape(n, 256, 32, 32)


class HandOccNet(nn.Module):
    size = 256

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.LeakyReLU(), nn.MaxPool2d(3, 2, 1)
        )
        stage = lambda a, w, n, s: nn.Sequential(
            Bottleneck(a, w, s), *[Bottleneck(4 * w, w, 1) for _ in range(n - 1)]
        )
        self.stages = nn.ModuleList([stage(64, 64, 3, 1), stage(256, 128, 4, 2), stage(512, 256, 6, 2), stage(1024, 512, 3, 2)])
        self.lateral = nn.ModuleList([nn.Conv2d(c, 256, 1) for c in (256, 512, 1024, 2048)])
        self.smooth2, self.smooth3 = nn.Conv2d(256, 256, 3, 1, 1), nn.Conv2d(256, 256, 3, 1, 1)
        self.gate = nn.Sequential(nn.Conv2d(2, 1, 7, 1, 3, bias=False), nn.BatchNorm2d(1))
        self.fit, self.set = nn.ModuleList([Block(True), Block(True)]), nn.ModuleList([Block(False), Block(False)])
        self.merge = nn.Sequential(nn.Conv2d(512, 256, 3, 1, 1), nn.ReLU(), nn.Conv2d(256, 256, 3, 1, 1))
        self.skip = nn.Conv2d(512, 256, 1)
        self.hour = nn.ModuleList([nn.ModuleList([Pre() for _ in range(4 if i == 0 else 3)]) for i in range(4)])
        self.res, self.fc = Pre(), nn.Sequential(nn.Conv2d(256, 256, 1), nn.BatchNorm2d(256), nn.LeakyReLU())
        self.score = nn.Conv2d(256, 21, 1)
        self.heat, self.enc = nn.Conv2d(21, 256, 1), nn.Conv2d(256, 256, 1)
        self.units = nn.ModuleList([Pre() for _ in range(8)])
        self.base = nn.Sequential(nn.Linear(1024, 1024), nn.LeakyReLU(), nn.Linear(1024, 512), nn.LeakyReLU())
        self.pose, self.shape = nn.Linear(512, 96), nn.Linear(512, 10)
        cells = (torch.arange(32) + 0.5) / 32
        self.register_buffer("u", cells.repeat(32, 1).reshape(-1))
        self.register_buffer("v", cells.repeat(32, 1).t().reshape(-1))
        # The hand model's arrays, as its published layer uses them.
        for name, shape in {"shapes": (778, 3, 10), "poses": (778, 3, 135), "template": (778, 3), "reg": (16, 778), "skin": (778, 16)}.items():
            self.register_buffer(name, torch.rand(shape) * 0.01)

    def hourglass(self, n, x):
        a = self.hour[n - 1][0](x)
        low = self.hour[n - 1][1](F.max_pool2d(x, 2, 2))
        low = self.hourglass(n - 1, low) if n > 1 else self.hour[0][3](low)
        return a + F.interpolate(self.hour[n - 1][2](low), scale_factor=2)

    def hand(self, rotation, betas):
        n = len(betas)
        shaped = self.template + torch.matmul(self.shapes, betas.t()).permute(2, 0, 1)
        joints = torch.matmul(self.reg, shaped)
        features = (rotation[:, 1:] - torch.eye(3)).reshape(n, 135)
        posed = shaped + torch.matmul(self.poses, features.t()).permute(2, 0, 1)
        parents = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11, 0, 13, 14]
        bottom = torch.tensor([0.0, 0, 0, 1]).expand(n, 1, 4)
        world = []
        for j, p in enumerate(parents):
            offset = joints[:, j] - (joints[:, p] if p >= 0 else 0)
            local = torch.cat([torch.cat([rotation[:, j], offset.unsqueeze(2)], 2), bottom], 1)
            world.append(local if p < 0 else torch.matmul(world[p], local))
        world = torch.stack(world, 1)
        rest = F.pad(joints, (0, 1)).unsqueeze(3)
        world = world - F.pad(torch.matmul(world, rest), (3, 0))
        blend = torch.matmul(self.skin, world.reshape(n, 16, 16)).reshape(n, 778, 4, 4)
        return torch.matmul(blend, F.pad(posed, (0, 1), value=1.0).unsqueeze(3))[:, :, :3, 0]

    def forward(self, image):
        x, maps = self.stem(image), []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        p = self.lateral[3](maps[3])
        for i in (2, 1, 0):
            here = self.lateral[i](maps[i])
            p = F.interpolate(p, size=here.shape[2:], mode="bilinear", align_corners=False) + here
            if i == 1:
                self.smooth2(p)
        f = F.avg_pool2d(self.smooth3(p), 2, 2)
        gate = torch.sigmoid(self.gate(torch.cat([f.max(1, keepdim=True)[0], f.mean(1, keepdim=True)], 1)))
        key, x = f * gate, f * (1 - gate)
        for block in self.fit:
            x = block(x, key)
        x = torch.cat([key, x], 1)
        x = self.merge(x) + self.skip(x)
        key = x
        for block in self.set:
            x = block(x, key)
        encoding = self.fc(self.res(self.hourglass(4, x)))
        latents = self.score(encoding)
        heat = torch.softmax(latents.flatten(2), -1)
        uv = torch.stack([(heat * self.u).sum(-1), (heat * self.v).sum(-1)], -1)
        x = self.heat(heat.view_as(latents)) + self.enc(encoding)
        for i, unit in enumerate(self.units):
            x = unit(x)
            if i % 2 == 1:
                x = F.max_pool2d(x, 2, 2)
        x = self.base(x.flatten(1))
        six = self.pose(x).view(-1, 6)
        rotation = rows(six).transpose(1, 2).view(-1, 16, 3, 3)
        betas = self.shape(x)
        vertices = self.hand(rotation, betas)
        return vertices, vertices[:, :21], uv


NETWORKS = {"mobrecon": MobRecon, "h2onet": lambda: MobRecon(True), "handoccnet": HandOccNet}
kept = {}


def network(name):
    if name not in kept:
        kept.clear()
        torch.manual_seed(0)
        kept[name] = NETWORKS[name]()
    return kept[name]


def infer(name, batch):
    net = network(name).eval()
    image = torch.rand(batch, 3, net.size, net.size)
    with torch.no_grad():
        start = time.perf_counter()
        net(image)
        return time.perf_counter() - start


def train(name, batch):
    net = network(name).train()
    image = torch.rand(batch, 3, net.size, net.size)
    optimiser = kept.setdefault(name + " optimiser", torch.optim.Adam(net.parameters(), 1e-4))
    faces = kept.setdefault("faces", torch.randint(0, 778, (1538, 3)))
    truth = torch.rand(batch, 778, 3) * 0.1
    start = time.perf_counter()
    optimiser.zero_grad()
    outputs = net(image)
    vertices = outputs[3] if len(outputs) > 3 else outputs[0]
    loss = (vertices - truth).abs().mean() + sum(output.abs().mean() for output in outputs)
    if name != "handoccnet":
        corners = [vertices[:, faces[:, k]] for k in range(3)]
        true = [truth[:, faces[:, k]] for k in range(3)]
        normal = F.normalize(torch.cross(true[1] - true[0], true[2] - true[0], dim=2), dim=2)
        for a, b in ((0, 1), (0, 2), (1, 2)):
            edge, known = corners[b] - corners[a], true[b] - true[a]
            loss = loss + 0.1 * (F.normalize(edge, dim=2) * normal).sum(2).abs().mean()
            loss = loss + (edge.norm(dim=2) - known.norm(dim=2)).abs().mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 0.1)
    optimiser.step()
    return time.perf_counter() - start


def answer(word, name, batch):
    return {"infer": infer, "train": train}[word](name, int(batch))
