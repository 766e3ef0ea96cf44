// The part of ONNX's protocol buffers that a network graph needs (onnx/onnx docs/IR.md, opset 17), as bytes.
import protobuf from "protobufjs/minimal.js";

type Writer = protobuf.Writer;
type Attribute = number | string | readonly number[] | { readonly float: number };

export type OnnxNode = {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
};
export type OnnxTensor = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
};
export type OnnxValue = { readonly name: string; readonly shape: readonly number[] };
export type OnnxGraph = {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
};

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
const TYPES = { float: 1, int: 2, string: 3, ints: 7 };

/** ModelProto. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, 0)).int64(IR_VERSION);
  writer.uint32(tag(2, 2)).string("icefront");
  message(writer, 7, (w) => encodeGraph(w, graph));
  message(writer, 8, (w) => w.uint32(tag(2, 0)).int64(OPSET));
  return writer.finish();
}

function encodeGraph(writer: Writer, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, (w) => encodeNode(w, node));
  writer.uint32(tag(2, 2)).string(graph.name);
  for (const tensor of graph.initializers) message(writer, 5, (w) => encodeTensor(w, tensor));
  for (const value of graph.inputs) message(writer, 11, (w) => encodeValue(w, value));
  for (const value of graph.outputs) message(writer, 12, (w) => encodeValue(w, value));
}

function encodeNode(
  writer: Writer,
  { op, name, inputs, outputs, attributes = {} }: OnnxNode,
): void {
  for (const input of inputs) writer.uint32(tag(1, 2)).string(input);
  for (const output of outputs) writer.uint32(tag(2, 2)).string(output);
  writer.uint32(tag(3, 2)).string(name);
  writer.uint32(tag(4, 2)).string(op);
  for (const [key, value] of Object.entries(attributes))
    message(writer, 5, (w) => encodeAttribute(w, key, value));
}

function encodeAttribute(writer: Writer, name: string, value: Attribute): void {
  writer.uint32(tag(1, 2)).string(name);
  const type = (code: number) => writer.uint32(tag(20, 0)).int32(code);
  if (typeof value === "number") {
    writer.uint32(tag(3, 0)).int64(value);
    type(TYPES.int);
  } else if (typeof value === "string") {
    writer.uint32(tag(4, 2)).string(value);
    type(TYPES.string);
  } else if ("float" in value) {
    writer.uint32(tag(2, 5)).float(value.float);
    type(TYPES.float);
  } else {
    for (const n of value) writer.uint32(tag(8, 0)).int64(n);
    type(TYPES.ints);
  }
}

function encodeTensor(writer: Writer, { name, shape, values }: OnnxTensor): void {
  for (const size of shape) writer.uint32(tag(1, 0)).int64(size);
  writer.uint32(tag(2, 0)).int32(values instanceof BigInt64Array ? INT64 : FLOAT);
  writer.uint32(tag(8, 2)).string(name);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writer.uint32(tag(9, 2)).bytes(bytes);
}

function encodeValue(writer: Writer, { name, shape }: OnnxValue): void {
  writer.uint32(tag(1, 2)).string(name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.uint32(tag(1, 0)).int32(FLOAT);
      message(tensor, 2, (dims) => {
        for (const size of shape) message(dims, 1, (dim) => dim.uint32(tag(1, 0)).int64(size));
      });
    }),
  );
}

function message(writer: Writer, field: number, write: (writer: Writer) => void): void {
  writer.uint32(tag(field, 2)).fork();
  write(writer);
  writer.ldelim();
}

function tag(field: number, wireType: 0 | 2 | 5): number {
  return (field << 3) | wireType;
}
