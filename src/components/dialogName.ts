// The dialogs that can be asked for.

export type DialogName =
  | "project"
  | "offline"
  | "export"
  | "keys"
  | "palette"
  | "privacy"
  | "model";
