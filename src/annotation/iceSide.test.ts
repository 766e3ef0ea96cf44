// Which side of a line the ice is on: voted along it, and the same on the ground whatever is done to the line.
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyEdit, anyMending } from "../../test/fixtures/anyEdit.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { type AnnotationDocument, EMPTY_DOCUMENT, type FrontVertex } from "./document.ts";
import { joinFronts } from "./edits/joinFronts.ts";
import { reverseFront } from "./edits/reverseFront.ts";
import { setIceSide } from "./edits/setIceSide.ts";
import { splitFront } from "./edits/splitFront.ts";
import { iceSide, otherSide, type ZoneGrid } from "./iceSide.ts";
import { drawnFront } from "./newFront.ts";

/** Glacier in the western half, ocean in the eastern; 100 m pixels, rows down the map. */
const ZONES: ZoneGrid = {
  widthPx: 20,
  heightPx: 20,
  codes: Uint8Array.from({ length: 400 }, (_, i) => (i % 20 < 10 ? 127 : 254)),
  gridToMap: [100, 0, 5000, 0, -100, 9000],
};
const NORTHWARD: readonly MapXY[] = [
  [6000, 7200],
  [6000, 8800],
];

it("finds the ice left of a line that runs north with the glacier in the west", () => {
  expect(iceSide(NORTHWARD, ZONES)).toBe("left");
  expect(iceSide(NORTHWARD.toReversed(), ZONES)).toBe("right");
});

it("goes by the map where the grid's rows run up", () => {
  const rowsUp: ZoneGrid = { ...ZONES, gridToMap: [100, 0, 5000, 0, 100, 7000] };
  expect(iceSide(NORTHWARD, rowsUp)).toBe("left");
});

it("is undecided along the flow, outside the grid and without glacier and ocean", () => {
  const along: MapXY[] = [
    [5200, 8000],
    [5800, 8000],
  ];
  expect(iceSide(along, ZONES)).toBeNull();
  expect(
    iceSide(
      [
        [0, 0],
        [100, 0],
      ],
      ZONES,
    ),
  ).toBeNull();
  expect(iceSide(NORTHWARD, { ...ZONES, codes: new Uint8Array(400).fill(254) })).toBeNull();
});

it("is undecided where the votes part", () => {
  const there: MapXY[] = [...NORTHWARD, [6000, 7300]];
  expect(iceSide(there, ZONES)).toBeNull();
});

/** Every segment that ends in these very vertices, as walked with the ice on the left; none of a line that comes back to one. */
function iceLeftSegments({ fronts }: AnnotationDocument): Map<FrontVertex, Set<FrontVertex>> {
  const segments = new Map<FrontVertex, Set<FrontVertex>>();
  for (const { vertices, iceSide: side } of fronts) {
    if (side === null || new Set(vertices).size < vertices.length) continue;
    const walked = side === "left" ? vertices : vertices.toReversed();
    for (const [i, from] of walked.entries()) {
      const to = walked[i + 1];
      if (to !== undefined) segments.set(from, (segments.get(from) ?? new Set()).add(to));
    }
  }
  return segments;
}

it("keeps the ice where it is on the ground through any edit of the line", () => {
  let kept = 0;
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 20 }), anyMending, (edits, mend) => {
      const before = edits.reduce((document, edit) => edit(document), EMPTY_DOCUMENT);
      const segments = iceLeftSegments(before);
      for (const [from, to] of iceLeftSegments(mend(before)))
        for (const end of to) {
          expect(segments.get(end)?.has(from) ?? false).toBe(false);
          if (segments.get(from)?.has(end)) kept++;
        }
    }),
    { numRuns: 500 },
  );
  expect(kept).toBeGreaterThan(100);
});

it("loses a side that is known only where two joined fronts contradict each other", () => {
  let kept = 0;
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 20 }), anyMending, (edits, mend) => {
      const before = edits.reduce((document, edit) => edit(document), EMPTY_DOCUMENT);
      const after = mend(before);
      for (const { id, iceSide: side } of before.fronts) {
        const left = after.fronts.find((front) => front.id === id);
        const isJoined = after.fronts.length < before.fronts.length;
        if (side === null || left === undefined || isJoined) continue;
        expect(left.iceSide).not.toBeNull();
        kept++;
      }
    }),
    { numRuns: 300 },
  );
  expect(kept).toBeGreaterThan(50);
});

const sided = (id: string, path: readonly MapXY[], side: "left" | "right" | null) => ({
  ...drawnFront(id, "s1", path),
  iceSide: side,
});
const [WEST, EAST]: readonly (readonly MapXY[])[] = [
  [
    [0, 0],
    [5, 0],
    [9, 0],
  ],
  [
    [20, 0],
    [10, 0],
  ],
] as const;

it.each(["left", "right", null] as const)("turned twice, the ice is %s again", (side) => {
  const document = { fronts: [sided("a", WEST ?? [], side)], sceneLabels: [] };
  const turned = reverseFront("a")(document);
  expect(turned.fronts[0]?.iceSide).toBe(otherSide(side));
  expect(reverseFront("a")(turned)).toEqual(document);
});

it("keeps the side in both parts of a split, and agrees on one when fronts are joined", () => {
  const parts = splitFront(
    "a",
    1,
    "b",
  )({ fronts: [sided("a", WEST ?? [], "right")], sceneLabels: [] });
  expect(parts.fronts.map((front) => front.iceSide)).toEqual(["right", "right"]);
  const joined = (west: "left" | "right" | null, east: "left" | "right" | null) =>
    joinFronts(
      "a",
      "b",
    )({
      fronts: [sided("a", WEST ?? [], west), sided("b", EAST ?? [], east)],
      sceneLabels: [],
    }).fronts[0]?.iceSide;
  // The eastern one runs west, so joined it is turned round.
  expect(joined("left", "right")).toBe("left");
  expect(joined(null, "right")).toBe("left");
  expect(joined("right", null)).toBe("right");
  expect(joined("left", "left")).toBeNull();
  expect(joined(null, null)).toBeNull();
});

it("is said by hand, and the same said again changes nothing", () => {
  const document = { fronts: [sided("a", WEST ?? [], null)], sceneLabels: [] };
  const said = setIceSide("a", "left")(document);
  expect(said.fronts[0]?.iceSide).toBe("left");
  expect(setIceSide("a", "left")(said)).toBe(said);
  expect(setIceSide("gone", "left")(said)).toBe(said);
});
