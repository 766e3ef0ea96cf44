// WebGPU without a graphics processor.

/** Whether the processor only emulates the adapter, which takes a hundred times as long as wasm. */
export function isEmulated({ info }: GPUAdapter): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const names = [vendor, architecture, device, description].join(" ");
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(names);
}
