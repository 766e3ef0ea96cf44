// Cells of a CSV file that no spreadsheet takes for a formula, and back.

/** Behind any number of apostrophes, so that text which looks neutralised already comes back equal too. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** An apostrophe before text that a spreadsheet would run. */
export function neutralCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What `neutralCell` was given. */
export function cellText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
