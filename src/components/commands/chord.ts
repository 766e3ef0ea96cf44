// Names of keys: as they are kept, and as they are shown.

type KeyEventParts = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

/** "Mod+Shift+Z", "Alt+ArrowUp", "?", "Shift+."; null for a modifier alone. Mod is Ctrl, or the command key. */
export function chordOf(event: KeyEventParts): string | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Unidentified"].includes(key))
    return null;
  const name = nameOf(key, code, shiftKey);
  const parts = [name];
  if (shiftKey && takesShift(key, name)) parts.unshift("Shift");
  if (altKey) parts.unshift("Alt");
  if (ctrlKey || metaKey) parts.unshift("Mod");
  return parts.join("+");
}

function nameOf(key: string, code: string, shiftKey: boolean): string {
  if (key === " ") return "Space";
  if (key.length > 1) return key;
  // Shift turns these into signs that differ from layout to layout.
  if (shiftKey && key !== "." && key !== ",") {
    if (code === "Period") return ".";
    if (code === "Comma") return ",";
  }
  return key.toUpperCase();
}

/** Signs like ? are typed with Shift on one layout and without on another. */
function takesShift(key: string, name: string): boolean {
  return key.length > 1 || key === " " || /\p{L}/u.test(key) || name !== key.toUpperCase();
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Delete: "Del",
  Escape: "Esc",
};

/** For people: "Ctrl Shift Z". */
export function chordText(chord: string): string {
  // A plus sign that is itself the key follows the last separator.
  const parts = chord === "+" ? ["+"] : chord.split(/\+(?!$)/);
  return parts.map((part) => (part === "Mod" ? modName() : (SHOWN[part] ?? part))).join(" ");
}

const modName = () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl");
