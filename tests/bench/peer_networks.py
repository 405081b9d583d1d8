"""Training steps of PyTorch on the networks of bench_networks.c, for its ratios.

Usage: peer_networks.py THREADS; prints "VERSION", then "NAME MILLISECONDS" lines: forward pass, loss, backward pass and
SGD update on one fixed batch in memory, single precision, best of 16 short stretches."""
import sys
import time

import torch
from torch import nn


def conv_net():
    return nn.Sequential(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(2304, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet():
    return nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def dense(*widths, bias=True):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b, bias=bias), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def hinge(f, s):
    return (torch.relu(1 - f[:, 0] * s) ** 2).mean() / 2


COLOUR, GREY = (3, 32, 32), (784,)
LOADS = [  # name, network, shape of a sample, batch
    ("conv.batch128", conv_net, COLOUR, 128),
    ("lenet5.batch64", lenet, COLOUR, 64),
    ("lenet5.batch4", lenet, COLOUR, 4),
    ("mlp_784_100_100_10.batch128", lambda: dense(784, 100, 100, 10), GREY, 128),
    ("mlp_784_30_30_10.batch32", lambda: dense(784, 30, 30, 10), GREY, 32),
    ("kwj_30.batch100", lambda: dense(10, *[30] * 6, 1, bias=False), (10,), 100),
    ("mlp_3072_512_10.batch128", lambda: dense(3072, 512, 10), (3072,), 128),
    ("kwj_30.batch60000", lambda: dense(10, *[30] * 6, 1, bias=False), (10,), 60000),
]


def milliseconds(make, shape, batch):
    torch.manual_seed(1)
    net, x = make(), torch.randn(batch, *shape)
    outputs = net(x[:1]).shape[1]
    binary = outputs == 1
    label = torch.randint(0, 2, (batch,)) * 2.0 - 1 if binary else torch.randint(0, outputs, (batch,))
    loss = hinge if binary else nn.CrossEntropyLoss()
    update = torch.optim.SGD(net.parameters(), lr=0.01)

    def step():
        update.zero_grad()
        loss(net(x), label).backward()
        update.step()

    best = float("inf")
    for _ in range(3):
        step()
    for _ in range(16):
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() < start + 0.03:
            step()
            steps += 1
        best = min(best, (time.perf_counter() - start) / steps)
    return 1e3 * best


torch.set_num_threads(int(sys.argv[1]))
print(torch.__version__)
for name, make, shape, batch in LOADS:
    print(name, "%.4f" % milliseconds(make, shape, batch), flush=True)
