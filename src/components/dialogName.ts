// The dialogs that can be asked for.

export type DialogName =
  | "project"
  | "address"
  | "offline"
  | "export"
  | "keys"
  | "palette"
  | "privacy"
  | "model";
