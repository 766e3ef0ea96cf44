// Line icons, drawn on a grid of 16.

const PATHS = {
  undo: "M6 3 2.5 6.5 6 10M3 6.5h6a4 4 0 0 1 0 8H7",
  redo: "M10 3l3.5 3.5L10 10M13 6.5H7a4 4 0 0 0 0 8h2",
  select: "M3 2l9.5 5-4 1.3L6.5 13z",
  draw: "M2.5 12.5 6 6.5l4 3 3.5-7M2.5 12.5h.01M6 6.5h.01M10 9.5h.01M13.5 2.5h.01",
  reshape: "M1.5 11.5c2-1 2.500-.5 4 0M10.5 11.5c1.500.5 2.500 0 4-1M5.5 11.5c1-8 4-8 5 0",
  livewire:
    "M2 13.5c1-3 3-2.500 3.500-5S8 6 9.500 6 11 2.500 14 2.500M2 13.500h.01M14 2.500h.01M7.500 6.500h.01",
  search: "M7 2.5a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9M10.300 10.300 13.500 13.500",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  check: "M3 8.5l3.5 3.5L13 4.5",
  close: "M4 4l8 8M12 4l-8 8",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  eyeOff:
    "M2 2l12 12M6 4c.6-.3 1.300-.5 2-.5 4 0 6.5 4.5 6.5 4.5s-.8 1.400-2.100 2.600M9.5 12.300c-.5.1-1 .2-1.5.2C4 12.5 1.5 8 1.5 8s.9-1.600 2.5-2.900",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.600l.7-9M6.700 7v4M9.300 7v4",
  target: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
  previous: "M10 4 6 8l4 4",
  next: "M6 4l4 4-4 4",
  chevron: "M4 6l4 4 4-4",
  export: "M8 10V2M5 4.800 8 2l3 2.800M3 9v4.5h10V9",
  inside: "M2 2.5h5v5H2zM9 2.5h5v5H9zM2 9.500h5v4H2zM11 9.500v4M9 11.500h4",
  left: "M2 3h12v10H2zM6 3v10",
  right: "M2 3h12v10H2zM10 3v10",
  sun: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  warning: "M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.800h.01",
  info: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M8 7.200v4M8 4.800h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
