// The steps of `medianSteps.ts` as a compute shader, a pixel an invocation, everything in registers.
import { medianSteps, type Step } from "./medianSteps.ts";
import type { Value } from "./minMaxNetwork.ts";

/** Pixels of a workgroup along each axis. */
export const GROUP_PX = { x: 16, y: 8 } as const;

/**
 * WGSL. Binding 0: rows of pixels, float32; 1: their medians; 2: width, rows of pixels, rows of medians, and the row of
 * pixels that the first row of medians is of, uint32. Pixels at the edge of those rows are repeated outside.
 * Values are compared as whole numbers in the same order: a shader may take very small floats for 0.
 */
export function medianShader(kernelPx: number): string {
  return `
struct Sizes { width: u32, pixelRows: u32, medianRows: u32, firstRow: u32 }
@group(0) @binding(0) var<storage, read> pixels: array<i32>;
@group(0) @binding(1) var<storage, read_write> medians: array<i32>;
@group(0) @binding(2) var<uniform> sizes: Sizes;

// Its own inverse.
fn ordered(bits: i32) -> i32 { return bits ^ ((bits >> 31u) & 0x7fffffff); }

fn pixel(col: i32, row: i32) -> i32 {
  let x = clamp(col, 0, i32(sizes.width) - 1);
  let y = clamp(row, 0, i32(sizes.pixelRows) - 1);
  return ordered(pixels[y * i32(sizes.width) + x]);
}

@compute @workgroup_size(${GROUP_PX.x}, ${GROUP_PX.y})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.medianRows) { return; }
  let left = i32(id.x) - ${(kernelPx - 1) / 2};
  let top = i32(id.y + sizes.firstRow) - ${(kernelPx - 1) / 2};
${medianCode(kernelPx).join("\n")}
}`;
}

function medianCode(kernelPx: number): string[] {
  const { sortColumn, widen, median } = medianSteps(kernelPx, kernelPx);
  const lines: string[] = [];
  const planes = new Map<string, readonly string[]>();

  /** Names of the sorted values of so many columns, the first of them `shiftPx` from the kernel's left. */
  function plane(columns: number, shiftPx: number): readonly string[] {
    const key = `${columns}_${shiftPx}`;
    const known = planes.get(key);
    if (known !== undefined) return known;
    const step = columns === 1 ? sortColumn : (widen[Math.log2(columns) - 1] as Step);
    const made = written(step, `p${key}`, shiftPx);
    planes.set(key, made);
    return made;
  }

  function written(step: Step, prefix: string, shiftPx: number): string[] {
    const names = new Map<Value, string>();
    for (const [i, input] of step.inputs.entries()) {
      const at = shiftPx + input.shiftPx;
      if (input.columns > 0) {
        names.set(i, plane(input.columns, at)[input.rank] as string);
        continue;
      }
      names.set(i, `${prefix}_${i}`);
      lines.push(`  let ${prefix}_${i} = pixel(left + ${at}, top + ${input.rank});`);
    }
    for (const { value, by } of step.network.neededFor(step.outputs)) {
      names.set(value, `${prefix}_${value}`);
      lines.push(`  let ${prefix}_${value} = ${by.kind}(${names.get(by.a)}, ${names.get(by.b)});`);
    }
    return step.outputs.map((output) => names.get(output) as string);
  }

  const [middle] = written(median, "m", 0);
  return [...lines, `  medians[id.y * sizes.width + id.x] = ordered(${middle});`];
}
