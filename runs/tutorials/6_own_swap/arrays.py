"""Writes 2000 + 1000 images of 12 x 12 pixels, bars of four directions in noise, as .npy arrays."""
import os, sys
import numpy as np

folder, rng = sys.argv[1], np.random.default_rng(1)
os.makedirs(folder, exist_ok=True)


def images(n):
    """inputs (n, 1, 12, 12) as float32, labels (n) as int64"""
    label = rng.integers(0, 4, n)
    y, x = np.mgrid[0:12, 0:12] - 5.5
    angle = np.pi / 4 * label[:, None, None]
    offset = rng.uniform(-2, 2, (n, 1, 1))
    bar = np.abs(np.sin(angle) * x - np.cos(angle) * y - offset) < 1
    return (bar + rng.normal(0, 0.8, bar.shape))[:, None].astype(np.float32), label


for part, n in ("", 2000), ("test_", 1000):
    inputs, labels = images(n)
    np.save(f"{folder}/{part}inputs.npy", inputs)
    np.save(f"{folder}/{part}labels.npy", labels)
    print(f"{part}inputs", inputs.shape, inputs.dtype, f"{part}labels", labels.shape, labels.dtype)
