// Writes a NetworkGraph node by node, checking shapes as it goes.
import { type GraphNode, inferShapes, type NetworkGraph, type Shape } from "./graph.ts";

/** A node's value while building: its id and shape. */
export type Value = { readonly id: string; readonly shape: Shape };

type Unnamed<Node> = Node extends GraphNode ? Omit<Node, "id" | "inputs"> : never;

export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: GraphNode[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Appends a node. Throws `model-invalid` at once when its inputs do not fit. */
  node(id: string, inputs: readonly Value[], attributes: Unnamed<GraphNode>): Value {
    this.#nodes.push({ ...attributes, id, inputs: inputs.map((value) => value.id) } as GraphNode);
    const shape = inferShapes(this.#graph({}, "")).get(id);
    if (!shape) throw new Error(`node ${id} has no shape`);
    return { id, shape };
  }

  input(shape: Shape): Value {
    return this.node("input", [], { op: "input", shape });
  }

  conv(id: string, input: Value, filters: number, kernel: number, stride: 1 | 2 | 4 = 1): Value {
    return this.node(id, [input], { op: "conv2d", filters, kernel, stride });
  }

  finish(outputs: Record<string, Value>, primaryOutput: string): NetworkGraph {
    return this.#graph(
      Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value.id])),
      primaryOutput,
    );
  }

  #graph(outputs: Record<string, string>, primaryOutput: string): NetworkGraph {
    return {
      format: "icefront-graph",
      version: 1,
      name: this.#name,
      nodes: [...this.#nodes],
      outputs,
      primaryOutput,
    };
  }
}
