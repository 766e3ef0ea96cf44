// The median by WebGPU, where there is a graphics processor. Equal to `medianFilter`, which is used wherever this fails.
import { isEmulated } from "../../emulatedAdapter.ts";
import { medianFilter, medianReader } from "../medianFilter.ts";
import { GROUP_PX, medianShader } from "./medianShader.ts";
import type { MedianSource } from "./medianSource.ts";
import { mendNearMissing } from "./nearMissing.ts";

/** The whole filtered image, as `medianFilter` makes it; null where WebGPU failed, as when the device is lost. */
export type GpuMedian = (source: MedianSource) => Promise<Float32Array<ArrayBuffer> | null>;

type GpuOptions = {
  /** An adapter that the processor emulates counts as well: only tests ask for that. */
  readonly allowEmulated?: boolean;
  /** Pixels that are sent at once. */
  readonly stripPx?: number;
};

/** Larger kernels need more values than a graphics processor has registers. */
const LARGEST_KERNEL_PX = 9;
/** 16 MB, well below what every device takes in one buffer (128 MiB). */
const STRIP_PX = 2 ** 22;
/** Pixels times the kernel's area below which sending them takes longer than filtering them here. */
const LEAST_WORK = 5e6;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** By the kernel's side; null while it starts and where it cannot be used. */
const known = new Map<number, GpuMedian | null>();

/**
 * The median over a square of `kernelPx`, by WebGPU where it is worth it and ready, else by the processor. Starting takes
 * a while and is waited for by nobody: until then the processor filters.
 */
export async function fastestMedian(
  source: MedianSource,
  kernelPx: number,
): Promise<Float32Array<ArrayBuffer>> {
  const isWorthIt = source.values.length * kernelPx ** 2 >= LEAST_WORK;
  const filtered = isWorthIt ? await startedMedian(kernelPx)?.(source) : null;
  return filtered ?? medianFilter(source, { x: kernelPx, y: kernelPx });
}

function startedMedian(kernelPx: number): GpuMedian | null {
  const median = known.get(kernelPx);
  if (median !== undefined) return median;
  known.set(kernelPx, null);
  void startGpuMedian(kernelPx).then((started) => known.set(kernelPx, started));
  return null;
}

/** Null where there is no WebGPU, the kernel is too large, or a small image does not come out as the processor's. */
export async function startGpuMedian(
  kernelPx: number,
  { allowEmulated = false, stripPx = STRIP_PX }: GpuOptions = {},
): Promise<GpuMedian | null> {
  if (kernelPx > LARGEST_KERNEL_PX) return null;
  try {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter();
    if (!adapter || (isEmulated(adapter) && !allowEmulated)) return null;
    const device = await adapter.requestDevice();
    const module = device.createShaderModule({ code: medianShader(kernelPx) });
    const pipeline = await device.createComputePipelineAsync({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
    const median = gpuMedian({ device, pipeline, kernelPx, stripPx });
    return (await isRight(median, kernelPx)) ? median : null;
  } catch {
    return null;
  }
}

/** Some browsers have computed wrong numbers by WebGPU. */
async function isRight(median: GpuMedian, kernelPx: number): Promise<boolean> {
  const values = Float32Array.from({ length: 37 * 29 }, (_, i) => Math.sin(i * i) * 10 ** (i % 7));
  const valid = new Uint8Array(values.length).fill(1);
  const source = { values, valid, widthPx: 37, heightPx: 29 };
  const expected = medianFilter(source, { x: kernelPx, y: kernelPx });
  const made = await median(source);
  return made?.every((value, i) => value === expected[i]) ?? false;
}

type Gpu = {
  readonly device: GPUDevice;
  readonly pipeline: GPUComputePipeline;
  readonly kernelPx: number;
  readonly stripPx: number;
};

function gpuMedian(gpu: Gpu): GpuMedian {
  let hasFailed = false;
  const kernel = { x: gpu.kernelPx, y: gpu.kernelPx };
  return async (source) => {
    if (hasFailed) return null;
    const { widthPx, heightPx } = source;
    try {
      const out = new Float32Array(widthPx * heightPx);
      const stripRows = Math.max(1, Math.floor(gpu.stripPx / widthPx));
      for (let top = 0; top < heightPx; top += stripRows)
        await filterStrip(gpu, source, { top, end: Math.min(heightPx, top + stripRows) }, out);
      mendNearMissing(source, kernel, medianReader(source, kernel), out);
      return out;
    } catch {
      hasFailed = true;
      gpu.device.destroy();
      return null;
    }
  };
}

/** Medians of the rows from `top` up to `end`, whose kernels see as many rows around them. */
async function filterStrip(
  { device, pipeline, kernelPx }: Gpu,
  { values, widthPx, heightPx }: MedianSource,
  { top, end }: { readonly top: number; readonly end: number },
  out: Float32Array,
): Promise<void> {
  const half = (kernelPx - 1) / 2;
  const [from, to] = [Math.max(0, top - half), Math.min(heightPx, end + half)];
  const medianBytes = (end - top) * widthPx * BYTES;
  const buffers: GPUBuffer[] = [];
  const buffer = (size: number, usage: GPUBufferUsageFlags) => {
    const made = device.createBuffer({ size, usage });
    buffers.push(made);
    return made;
  };
  device.pushErrorScope("validation");
  device.pushErrorScope("out-of-memory");
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM, MAP_READ } = GPUBufferUsage;
  try {
    const pixels = buffer((to - from) * widthPx * BYTES, STORAGE | COPY_DST);
    const medians = buffer(medianBytes, STORAGE | COPY_SRC);
    const sizes = buffer(4 * BYTES, UNIFORM | COPY_DST);
    const result = buffer(medianBytes, COPY_DST | MAP_READ);
    const strip = values.subarray(from * widthPx, to * widthPx) as Float32Array<ArrayBuffer>;
    device.queue.writeBuffer(pixels, 0, strip);
    const numbers = Uint32Array.of(widthPx, to - from, end - top, top - from);
    device.queue.writeBuffer(sizes, 0, numbers);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    const entries = [pixels, medians, sizes].map((bound, binding) => ({
      binding,
      resource: { buffer: bound },
    }));
    const layout = pipeline.getBindGroupLayout(0);
    pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    const groups = [widthPx / GROUP_PX.x, (end - top) / GROUP_PX.y].map(Math.ceil);
    pass.dispatchWorkgroups(...(groups as [number, number]));
    pass.end();
    encoder.copyBufferToBuffer(medians, 0, result, 0, medianBytes);
    device.queue.submit([encoder.finish()]);
    // Asked for at once: other strips may be sent while this one is waited for, and have scopes of their own.
    const failures = Promise.all([device.popErrorScope(), device.popErrorScope()]);
    await result.mapAsync(GPUMapMode.READ);
    const failure = (await failures).find((error) => error !== null);
    if (failure) throw new Error(failure.message);
    out.set(new Float32Array(result.getMappedRange()), top * widthPx);
  } finally {
    for (const made of buffers) made.destroy();
  }
}
