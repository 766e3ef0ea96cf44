// The little of XML that products' annotations need: elements by name, without attributes, comments or nesting of one name.

/** The content of every element of this name, in their order. */
export function elementsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const end = `</${name}>`;
  for (let at = startOf(xml, name, 0); at !== null; at = startOf(xml, name, at)) {
    const to = xml.indexOf(end, at);
    if (to === -1) break;
    found.push(xml.slice(at, to));
    at = to + end.length;
  }
  return found;
}

/** The content of the first element of this name; null where there is none. */
export function textOf(xml: string, name: string): string | null {
  return elementsOf(xml, name)[0] ?? null;
}

/** Where the content of the next element begins. */
function startOf(xml: string, name: string, from: number): number | null {
  for (let at = xml.indexOf(`<${name}`, from); at !== -1; at = xml.indexOf(`<${name}`, at + 1)) {
    const after = xml[at + name.length + 1] ?? "";
    const close = xml.indexOf(">", at);
    if (close === -1) return null;
    const isEmpty = xml[close - 1] === "/";
    if (/[\s>]/.test(after) && !isEmpty) return close + 1;
  }
  return null;
}
