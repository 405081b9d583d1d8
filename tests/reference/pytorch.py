"""Reference numbers for tests/unit/test_network_reference.c: activations, slopes and ten losses of three networks in PyTorch.

Usage: pytorch.py FOLDER; writes FOLDER/NAME.txt. Inputs and first weights are a formula that the test repeats, so the files
hold results only: shape, rate, momentum and weights; the layers; outputs of the first pass (samples, outputs); the slope of
every weight; and the loss before each of ten SGD steps. Double precision."""
import os
import sys

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
B = 6


def wave(n, start):  # values in (-1, 1) that every language computes alike
    i = torch.arange(start, start + n, dtype=torch.float64)
    return 2 * torch.frac(i * 0.6180339887498949) - 1


class Back(nn.Module):  # a residual block with a projection
    def __init__(self):
        super().__init__()
        self.one, self.norm, self.two = nn.Conv2d(4, 6, 3, 2, 1), nn.BatchNorm2d(6), nn.Conv2d(4, 6, 1, 2)

    def forward(self, x):
        return torch.relu(self.norm(self.one(x)) + self.two(x))


NETS = {  # name: (network, shape of a sample, the same as this project's text, rate, momentum)
    "dense": (nn.Sequential(nn.Flatten(), nn.Linear(24, 9), nn.Tanh(), nn.Linear(9, 7), nn.LeakyReLU(), nn.Linear(7, 4)),
              (1, 4, 6), "dense 9, tanh, dense 7, leaky_relu, dense 4", 0.1, 0.5),
    "convolution": (nn.Sequential(nn.Conv2d(2, 5, 3), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(5, 6, 3, 1, 1), nn.Sigmoid(),
                                  nn.AvgPool2d(2), nn.Flatten(), nn.Linear(12, 4)),
                    (2, 6, 10), "conv 3 5, maxpool 2, relu, conv 3 6 1 1, sigmoid, avgpool 2, dense 4", 0.1, 0),
    "residual": (nn.Sequential(nn.Conv2d(1, 4, 3, 1, 1), nn.ReLU(), Back(), nn.Flatten(), nn.Linear(96, 4)),
                 (1, 8, 8), "conv 3 4 1 1, relu, conv 3 6 2 1, batchnorm, back 3, conv 1 6 2, add 3, relu, dense 4",
                 0.05, 0),
}

for name, (net, shape, text, rate, momentum) in NETS.items():
    start = 1
    with torch.no_grad():
        for p in net.parameters():  # in order, as the vector of weights lies
            p.copy_((wave(p.numel(), start) * 0.5).reshape(p.shape))
            start += p.numel()
    x = wave(B * torch.Size(shape).numel(), 7).reshape(B, *shape)
    label = torch.arange(B) * 3 % 4
    update = torch.optim.SGD(net.parameters(), lr=rate, momentum=momentum)
    with open(os.path.join(sys.argv[1], name + ".txt"), "w") as out:
        print("#", "PyTorch", torch.__version__, file=out)
        print(*shape, rate, momentum, sum(p.numel() for p in net.parameters()), file=out)
        print(text, file=out)
        for step in range(10):
            update.zero_grad()
            y = net(x)
            loss = nn.functional.cross_entropy(y, label)
            loss.backward()
            if step == 0:
                print(*("%.12e" % v for v in y.detach().flatten()), sep="\n", file=out)
                print(*("%.12e" % v for p in net.parameters() for v in p.grad.flatten()), sep="\n", file=out)
            print("%.12e" % loss.item(), file=out)
            update.step()
