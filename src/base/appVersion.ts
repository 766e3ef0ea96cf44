// What files that leave the program call it.

/** Equal to package.json's, which a test sees to. */
export const APP = { name: "Icefront", version: "0.1.0" } as const;
