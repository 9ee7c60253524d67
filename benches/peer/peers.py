"""Draws the benchmark's view the way Python programs do, and tells how long that takes.

Prints a line for each way: a name, the median of the wall times and the least processor time in milliseconds, between
tabs. The view is that of benches/compare.rs; the colours are a plain ramp, which is less work than ours.
"""

import io
import statistics
import sys
import time

import numba
import numpy as np
from PIL import Image

CENTRE, WIDTH, SIDE, LIMIT, BAILOUT = (-0.745, 0.113), 0.01, 1024, 500, 65536.0


def axis(middle):
    return middle + ((np.arange(SIDE) + 0.5) / SIDE - 0.5) * WIDTH


def by_mask():
    """The usual way: the whole plane at once, with a mask of what has not escaped yet."""
    c = axis(CENTRE[0])[np.newaxis, :] + 1j * axis(CENTRE[1])[:, np.newaxis]
    z = np.zeros_like(c)
    counts = np.full(c.shape, LIMIT, dtype=np.int32)
    norms = np.zeros(c.shape)
    alive = np.ones(c.shape, dtype=bool)
    for iteration in range(1, LIMIT + 1):
        z[alive] = z[alive] * z[alive] + c[alive]
        norm = z.real * z.real + z.imag * z.imag
        escaped = alive & (norm > BAILOUT)
        counts[escaped] = iteration
        norms[escaped] = norm[escaped]
        alive &= ~escaped
    return counts, norms


@numba.njit(parallel=True)
def by_numba(columns, rows):
    """One pixel after another, compiled, on two threads."""
    counts = np.full((SIDE, SIDE), LIMIT, dtype=np.int32)
    norms = np.zeros((SIDE, SIDE))
    for y in numba.prange(SIDE):
        for x in range(SIDE):
            re, im = 0.0, 0.0
            for iteration in range(1, LIMIT + 1):
                re, im = re * re - im * im + columns[x], (re + re) * im + rows[y]
                norm = re * re + im * im
                if norm > BAILOUT:
                    counts[y, x] = iteration
                    norms[y, x] = norm
                    break
    return counts, norms


def picture(counts, norms):
    """Smooth counts as colours of a ramp with 256 entries."""
    place = np.linspace(0.0, 1.0, 256)[:, np.newaxis]
    ramp = (255 * (0.5 - 0.5 * np.cos(2 * np.pi * (place + np.array([0.0, 0.1, 0.2]))))).astype(np.uint8)
    escaped = norms > 0
    smooth = np.zeros(counts.shape)
    smooth[escaped] = counts[escaped] + 1 - np.log2(np.log2(norms[escaped]) / 16)
    pixels = ramp[(smooth * 4).astype(np.int64) % 256]
    pixels[~escaped] = 0
    return pixels


def png(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def picture_by_mask():
    """The view as a PNG, the usual way."""
    return png(picture(*by_mask()))


def picture_by_numba():
    """The view as a PNG, compiled."""
    return png(picture(*by_numba(axis(CENTRE[0]), axis(CENTRE[1]))))


def measure(name, job, rounds):
    wall, processor = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        job()
        wall.append(1e3 * (time.perf_counter() - started))
        processor.append(1e3 * (time.process_time() - used))
    print(f"{name}\t{statistics.median(wall):.3f}\t{min(processor):.3f}", flush=True)


def main():
    numba.set_num_threads(min(2, numba.config.NUMBA_NUM_THREADS))
    columns, rows = axis(CENTRE[0]), axis(CENTRE[1])
    counts, norms = by_numba(columns, rows)
    iterations = int(counts.sum(dtype=np.int64))
    print(f"iterations\t{iterations}")
    pixels = picture(counts, norms)
    measure("numba, 2 threads", lambda: by_numba(columns, rows), 7)
    measure("numba, 2 threads, and Pillow", picture_by_numba, 7)
    measure("Pillow's PNG", lambda: png(pixels), 7)
    measure("numpy with a mask, and Pillow", picture_by_mask, 1)


if __name__ == "__main__":
    sys.exit(main())
