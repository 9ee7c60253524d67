"""Has XaoS draw the benchmark's view without a window, and tells how long that takes as a whole process."""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

work = pathlib.Path(sys.argv[1])
position = work / "view.xpf"
# XaoS gives the width and the height of the view; a square here.
position.write_text(
    "(initstate)\n(formula 'mandel)\n(maxiter 500)\n(bailout 65536)\n(view -0.745 0.113 0.01 0.01)\n"
)
picture = work / "xaos.png"
command = ["xaos", "-render", str(position), "-size", "1024x1024", "-threads", "2", "-basename", str(work / "xaos")]
wall, processor = [], []
for _ in range(3):
    used, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command, check=True, timeout=60, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True
    )
    wall.append(1e3 * (time.perf_counter() - started))
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor.append(1e3 * (now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime))
if not any(path.stat().st_size > 10_000 for path in work.glob("xaos*.png")):
    sys.exit("XaoS wrote no picture")
print(f"XaoS, whole process\t{statistics.median(wall):.3f}\t{min(processor):.3f}")
