"""The peers of bench/preprocessing.ts: reads a raw float32 picture, then a line a run from standard input; answers each
with the milliseconds that it took and the sum of its result."""

import sys
import time

import cv2
import numpy as np
from scipy import ndimage

path, side = sys.argv[1], int(sys.argv[2])
picture = np.fromfile(path, dtype=np.float32).reshape(side, side)
kept = np.zeros_like(picture)
bytes_of_it = np.clip(picture, 0, 255).astype(np.uint8)


def reshape_mean(values):
    half = side // 2
    return values.reshape(half, 2, half, 2).mean(axis=(1, 3))


RUNS = {
    "scipy": lambda k: ndimage.median_filter(picture, size=k, mode="nearest"),
    "opencv": lambda k: cv2.medianBlur(picture, k),
    "opencv-kept": lambda k: cv2.medianBlur(picture, k, kept),
    "opencv-uint8": lambda k: cv2.medianBlur(bytes_of_it, k),
    "mean": lambda _: reshape_mean(picture),
    "power-mean": lambda _: np.sqrt(reshape_mean(picture * picture)),
    "log10": lambda _: 20 * np.log10(picture),
}

print(f"numpy {np.__version__}, scipy {__import__('scipy').__version__}, OpenCV {cv2.__version__} with {cv2.getNumThreads()} threads", flush=True)
for line in sys.stdin:
    name, kernel = line.split()
    start = time.perf_counter()
    result = RUNS[name](int(kernel))
    milliseconds = 1000 * (time.perf_counter() - start)
    print(milliseconds, result.sum(dtype=np.float64), flush=True)
