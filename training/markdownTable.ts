// A table as Markdown.

export type Table = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export function markdownTable({ header, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
