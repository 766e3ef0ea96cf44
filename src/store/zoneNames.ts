// CaFFe's zones as people call them.

/** With their codes in zone maps and their places in `ZONE_CHANNEL`. */
export const ZONES = [
  { code: 64, channel: 1, title: "rock" },
  { code: 127, channel: 2, title: "glacier" },
  { code: 254, channel: 3, title: "ocean and melange" },
  { code: 0, channel: 0, title: "no information" },
] as const;

export type ZoneChannel = (typeof ZONES)[number]["channel"];

export const GLACIER_CHANNEL: ZoneChannel = 2;
