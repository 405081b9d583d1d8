"""Mean densities of an ensemble over P beside those of Carnahan and Starling.

state.py FOLDER T: prints P, the density of their equation, N / <V> with its error over 20 blocks, and Z."""
import glob, sys
import numpy as np

folder, T = sys.argv[1], float(sys.argv[2])


def Z(rho):
    eta = np.pi * rho / 6
    return (1 + eta + eta**2 - eta**3) / (1 - eta) ** 3


def density(P):
    low, high = 0.0, 1.2
    for _ in range(60):
        rho = (low + high) / 2
        low, high = (rho, high) if rho * T * Z(rho) < P else (low, rho)
    return low


print("#   P  Carnahan-Starling  density   error  P / (rho T)")
runs = {float(f.split("P=")[1].split("/")[0]): f for f in glob.glob(folder + "/*P=*/series.dat")}
for P in sorted(runs):
    rho = np.loadtxt(runs[P])[1:, 4]  # without t = 0
    blocks = np.array([1 / (1 / b).mean() for b in np.array_split(rho, 20)])
    mean, error = 1 / (1 / rho).mean(), blocks.std(ddof=1) / len(blocks) ** 0.5
    print(f"{P:5g}  {density(P):17.4f}  {mean:7.4f}  {error:6.4f}  {P / mean / T:12.3f}")
