"""Writes a LAMMPS data file: 216 A and 54 B particles at random on a cubic lattice, rho = 1.2."""
import random

A, B, SIDE, RHO = 216, 54, 7, 1.2  # 7^3 = 343 sites, 270 of them occupied
random.seed(1)
box = ((A + B) / RHO) ** (1 / 3)
sites = random.sample(range(SIDE**3), A + B)
print("Kob-Andersen mixture on a lattice\n")
print(f"{A + B} atoms\n2 atom types\n")
for axis in "xyz":
    print(f"0 {box} {axis}lo {axis}hi")
print("\nAtoms # atomic\n")  # number, type, x, y, z
for n, site in enumerate(sites):
    place = [(site // SIDE**k % SIDE + 0.5) * box / SIDE for k in range(3)]
    print(n + 1, 1 if n < A else 2, *(f"{x:.6f}" for x in place))
