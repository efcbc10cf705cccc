import * as Vertex from "./Vertex.ts"

export * as Vertex from "./Vertex.ts"

/**
 * A project at Vertex AI. Without options it is that of the environment (`GOOGLE_CLOUD_PROJECT`), with the machine's
 * application default credentials.
 */
export const vertex = Vertex.layer
