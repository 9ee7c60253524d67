"""Turns what was measured into the tables of docs/benchmarks.md. Takes the folder with the measurements."""

import pathlib
import platform
import sys

work = pathlib.Path(sys.argv[1])


def lines(name):
    return [line.split("\t") for line in (work / name).read_text().splitlines()]


ours, theirs = lines("ours"), lines("peers")
iterations = int(ours[0][1])
operations = int(ours[1][1])
wall = {name: float(wall) for name, wall, _ in (line for line in ours + theirs if len(line) == 3)}
processor = {name: float(cpu) for name, _, cpu in (line for line in ours + theirs if len(line) == 3)}


def model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def row(*cells):
    print("| " + " | ".join(cells) + " |")


print(f"\nMeasured on {model()}; the view takes {iterations} iterations.\n")
row("what", "wall, median, ms", "processor, least, ms")
row("---", "---:", "---:")
for name in wall:
    row(name, f"{wall[name]:.1f}", f"{processor[name]:.1f}")

definition, kernel = processor["definition, 1 thread"], processor["kernel, 1 thread"]
peak = operations / processor["bare loop, 1 thread"]
job = wall["picture and PNG, 2 threads"]
print()
row("ratio", "goal", "measured")
row("---", "---:", "---:")
row("kernel against the definition, 1 thread", "8", f"{definition / kernel:.1f}")
row("kernel's share of the bare loop, 7 operations an iteration", "40 %", f"{700 * iterations / kernel / peak:.0f} %")
row("kernel, 2 threads against 1, wall", "1.8", f"{wall['kernel, 1 thread'] / wall['kernel, 2 threads']:.2f}")
row("numpy with a mask and Pillow against picture and PNG", "120", f"{wall['numpy with a mask, and Pillow'] / job:.0f}")
row("numba and Pillow against picture and PNG", "8", f"{wall['numba, 2 threads, and Pillow'] / job:.1f}")
if "XaoS, whole process" in wall:
    row("XaoS against picture and PNG", "–", f"{wall['XaoS, whole process'] / job:.1f}")
pillow = processor["Pillow's PNG"] / processor["PNG"]
row("Pillow's PNG against ours", "–", f"{pillow:.0f}")
overlay = processor["ritual: mandala and frame, 2 threads"] / processor["ritual: fractal, 2 threads"]
row("mandala and frame, share of the fractal", "at most 25 %", f"{100 * overlay:.0f} %")
smoothed = processor["smoothed picture, 2 threads"] / processor["picture, 2 threads"]
row("rough pixels sampled again, against once", "below 4", f"{smoothed:.1f}")
print()
row("picture with mandala, frame and PNG", "most memory, MiB")
row("---", "---:")
for side, kibibytes in lines("memory"):
    row(f"{side} × {side}", f"{int(kibibytes) / 1024:.0f}")
