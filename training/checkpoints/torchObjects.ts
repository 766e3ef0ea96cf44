// The names that a state dict's pickle may ask for, and the plain data that they stand for here.
import { ELEMENT_TYPES } from "./elementTypes.ts";
import {
  type FunctionName,
  hasKind,
  type KnownGlobal,
  type PickleValue,
  type Storage,
  type TensorView,
} from "./pickleValue.ts";
import { damaged, refused } from "./refuse.ts";

/** By module and name, as the older pickle protocols write them. */
const FUNCTIONS: ReadonlyMap<string, FunctionName> = new Map([
  ["collections OrderedDict", "OrderedDict"],
  ["torch._utils _rebuild_tensor_v2", "rebuildTensor"],
  ["torch._utils _rebuild_parameter", "rebuildParameter"],
]);

/** Of one tensor: 1 GB of float32, five hundred times the largest of a hybrid network. */
const MOST_ELEMENTS = 2 ** 28;
const MOST_AXES = 16;

/** Throws `checkpoint-refused` with the name, unless it is one that state dicts need. */
export function knownGlobal(module: string, name: string): KnownGlobal {
  const known = FUNCTIONS.get(`${module} ${name}`);
  if (known) return { kind: "function", name: known };
  const element = module === "torch" ? ELEMENT_TYPES.get(name) : undefined;
  if (element) return { kind: "storageType", element };
  throw refused(
    `asks for code ${JSON.stringify(`${module}.${name}`)}, which weights do not need; nothing of it was run. Save the state dict alone, with torch.save(model.state_dict(), ...)`,
  );
}

/** The call of a known name. Throws `checkpoint-refused` for any other, `file-corrupt` for arguments that do not fit. */
export function callKnown(callee: PickleValue, args: PickleValue): PickleValue {
  if (!hasKind(callee, "function"))
    throw refused("calls something that is not a function; nothing of it was run");
  if (!Array.isArray(args)) throw damaged("a call has no list of arguments");
  switch (callee.name) {
    case "OrderedDict":
      if (args.length) throw refused("makes a dictionary in a way that weights do not need");
      return new Map();
    case "rebuildTensor":
      return rebuildTensor(args);
    case "rebuildParameter":
      if (!hasKind(args[0], "tensor")) throw damaged("a parameter holds no tensor");
      return args[0];
  }
}

/** `("storage", type, key, location, elements)`, the older format with a sixth entry that is None. */
export function storageOf(id: PickleValue): Storage {
  if (!Array.isArray(id) || id[0] !== "storage") throw refused("refers to something outside of it");
  const [, type, key, , elements, view] = id;
  if (!hasKind(type, "storageType") || typeof key !== "string")
    throw damaged("a storage has no type or no name");
  if (view !== undefined && view !== null)
    throw refused("holds views of views, as PyTorch 0.3 wrote them");
  return { kind: "storage", element: type.element, key, elements: countOf(elements) };
}

function rebuildTensor(args: PickleValue[]): TensorView {
  const [storage, offset, size, stride] = args;
  if (!hasKind(storage, "storage")) throw damaged("a tensor has no storage");
  const [shape, strides] = [countsOf(size), countsOf(stride)];
  if (shape.length !== strides.length)
    throw damaged(`a tensor has ${shape.length} sizes and ${strides.length} strides`);
  const view = { kind: "tensor", storage, offset: countOf(offset), shape, strides } as const;
  requireWithin(view);
  return view;
}

function requireWithin({ storage, offset, shape, strides }: TensorView): void {
  if (shape.includes(0)) return;
  if (shape.reduce((product, size) => product * size, 1) > MOST_ELEMENTS)
    throw refused(`holds a tensor of ${shape.join(" x ")} values, which is too large`);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * (strides[axis] ?? 0), offset);
  if (last >= storage.elements)
    throw damaged(
      `a tensor of ${shape.join(" x ")} reaches value ${last} of storage ${storage.key}, which has ${storage.elements}`,
    );
}

function countsOf(value: PickleValue | undefined): number[] {
  if (!Array.isArray(value) || value.length > MOST_AXES)
    throw damaged(`a tensor's sizes or strides are not a list of at most ${MOST_AXES}`);
  return value.map(countOf);
}

function countOf(value: PickleValue | undefined): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw damaged("a size, stride or offset is not a whole number from 0 on");
}
