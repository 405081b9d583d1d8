"""Full-batch Langevin steps of PyTorch on the networks of bench_langevin.c, for its ratios.

Usage: peer_langevin.py WIDTH THREADS SECONDS; prints "VERSION MILLISECONDS": 10 - w x 6 - 1 rectified units without
biases, quadratic hinge, 60000 samples, single precision; forward, backward, w <- w - rate g + noise; the fastest of
the steps that fit in so many seconds (eight at least) after two to warm up: processor time
of one thread, wall-clock time of several."""
import sys
import time

import torch
from torch import nn

width, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)
layers = []
for a, b in zip([10] + [width] * 6, [width] * 6 + [1]):
    layers += [nn.Linear(a, b, bias=False), nn.ReLU()]
net = nn.Sequential(*layers[:-1])
x = torch.randn(60000, 10)
sign = torch.randint(0, 2, (60000,)) * 2.0 - 1
rate, T = 1e-3, 1e-2
spread = (2 * T * rate / 60000) ** 0.5


def step():
    net.zero_grad()
    ((torch.relu(1 - net(x)[:, 0] * sign) ** 2).mean() / 2).backward()
    with torch.no_grad():
        for w in net.parameters():
            w.sub_(w.grad, alpha=rate).add_(torch.randn_like(w), alpha=spread)


now = time.perf_counter if threads > 1 else time.process_time
times, begin = [], None
for i in range(100000):
    start = now()
    step()
    end = now()
    if i == 2:
        begin = start
    if i >= 2:
        times.append(end - start)
        if len(times) >= 8 and end > begin + seconds:
            break
print(torch.__version__, "%.4f" % (1e3 * min(times)))
