export interface ModelCalls {
  /** Trained networks that a page can load. */
  'models/list': { body: Record<string, never>; reply: ModelListing[] };
}

/** A trained network, best first; its ONNX model is at `api/models/<id>`. */
export interface ModelListing {
  /** `shipped`, or `<source>/<stage>`. */
  id: string;
  /** For people. */
  name: string;
}
