"""Turns what was measured into the tables of docs/benchmarks.md. Takes the folder with the measurements."""

import pathlib
import platform
import sys

work = pathlib.Path(sys.argv[1])

# Wall times in milliseconds, by kind of machine, from before rendering was made faster; goals are shares of them.
INTEL, AMD = "Intel", "AMD EPYC"
RITUAL = {INTEL: 330, AMD: 137}
BEFORE = {
    "ritual: all and PNG, 2 threads": RITUAL,
    "ritual: mandala and frame, 2 threads": RITUAL,
    "ritual: flame, 1024², 2 threads": {INTEL: 500},
    "ritual: flame, 2048², 2 threads": {INTEL: 1700},
}


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


def goal_row(what, measured, goal, met, unit=""):
    row(what, f"{measured:.3g}{unit}", goal, "yes" if met else "**no**")


def at_least(what, measured, goal, unit=""):
    goal_row(what, measured, f"≥ {goal:g}{unit}", measured >= goal, unit)


def at_most(what, measured, goal, unit=""):
    goal_row(what, measured, f"≤ {goal:g}{unit}", measured <= goal, unit)


def share_of_before(what, name, share):
    """Against the time that it took before it was to become faster, on this kind of machine."""
    before = next((before for kind, before in BEFORE[name].items() if model().startswith(kind)), None)
    if before is None:
        row(what, f"{wall[name]:.0f} ms", f"≤ {100 * share:.0f} % of before, not known here", "–")
        return
    measured = 100 * wall[name] / before
    goal = f"≤ {100 * share:.0f} % of {before} ms"
    goal_row(f"{what}: {wall[name]:.0f} ms", measured, goal, measured <= 100 * share, " %")


definition, kernel = processor["definition, 1 thread"], processor["kernel, 1 thread"]
peak = operations / processor["bare loop, 1 thread"]
job = wall["picture and PNG, 2 threads"]
print()
row("ratio", "measured", "goal", "met")
row("---", "---:", "---:", "---")
at_least("kernel against the definition, 1 thread", definition / kernel, 17.5)
at_least("kernel's share of the bare loop, 7 operations an iteration", 700 * iterations / kernel / peak, 40, " %")
at_least("kernel, 2 threads against 1, wall", wall["kernel, 1 thread"] / wall["kernel, 2 threads"], 1.8)
at_least("numpy with a mask and Pillow against picture and PNG", wall["numpy with a mask, and Pillow"] / job, 200)
at_least("numba and Pillow against picture and PNG", wall["numba, 2 threads, and Pillow"] / job, 14)
if "XaoS, whole process" in wall:
    row("XaoS against picture and PNG", f"{wall['XaoS, whole process'] / job:.1f}", "–", "")
pillow = processor["Pillow's PNG"] / processor["PNG"]
row("Pillow's PNG against ours", f"{pillow:.0f}", "–", "")
share_of_before("a whole ritual, eye, 1024², and PNG", "ritual: all and PNG, 2 threads", 0.4)
share_of_before("of it: mandala and frame", "ritual: mandala and frame, 2 threads", 0.05)
smoothed = processor["smoothed picture, 2 threads"] / processor["picture, 2 threads"]
at_most("rough pixels sampled again, against once", smoothed, 4)
share_of_before("flame, 1024²", "ritual: flame, 1024², 2 threads", 1 / 3)
share_of_before("flame, 2048²", "ritual: flame, 2048², 2 threads", 1 / 3)
at_most("motion, 108 steps", wall["ritual: motion, 2 threads"] / 1e3, 0.7, " s")
print()
row("picture with mandala, frame and PNG", "most memory, MiB")
row("---", "---:")
for side, kibibytes in lines("memory"):
    row(f"{side} × {side}", f"{int(kibibytes) / 1024:.0f}")
